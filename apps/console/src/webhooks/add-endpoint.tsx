import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, type Schemas } from '../api/api.js';
import { FormDialog } from '../ui/form-dialog.js';
import { SecretDialog } from '../ui/secret-dialog.js';
import { TextField } from '../ui/text-field.js';

type Event = Schemas['CreateEndpoint']['events'][number];

const EVENTS: Event[] = [
  'message.sent',
  'message.delivered',
  'message.failed',
  'message.received',
  'suppression.created',
  'budget.warned',
  'budget.used_up',
];

/** A button, the form behind it, and the new endpoint's secret, which is told once. */
export function AddEndpoint() {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState<Event[]>(EVENTS);
  const [secret, setSecret] = useState<string | null>(null);
  const queries = useQueryClient();
  const toggle = (event: Event) =>
    setEvents(events.includes(event) ? events.filter((each) => each !== event) : [...events, event]);
  return (
    <>
      <FormDialog
        trigger="Add an endpoint"
        title="Add a webhook endpoint"
        submit="Add"
        onSubmit={async () => {
          const endpoint = { url: url.trim(), events, description: description || null };
          const made = await client.webhookEndpoints.create(endpoint);
          setUrl('');
          setDescription('');
          setSecret(made.secret);
          await queries.invalidateQueries({ queryKey: ['webhook-endpoints'] });
        }}
      >
        {(errors) => (
          <>
            <TextField
              label="Address"
              hint="Your program's; in production with https."
              error={errors.url}
              value={url}
              onChange={setUrl}
              placeholder="https://example.com/hooks/messages"
              required
            />
            <fieldset className="plain-fieldset">
              <legend>It is told of</legend>
              {EVENTS.map((event) => (
                <label className="check" key={event}>
                  <input type="checkbox" checked={events.includes(event)} onChange={() => toggle(event)} />
                  {event}
                </label>
              ))}
              {errors.events === undefined ? null : (
                <p className="field-error" role="alert">
                  {errors.events}
                </p>
              )}
            </fieldset>
            <TextField
              label="Description"
              error={errors.description}
              value={description}
              onChange={setDescription}
              maxLength={500}
            />
          </>
        )}
      </FormDialog>
      <SecretDialog title="The signing secret" secret={secret} onClose={() => setSecret(null)}>
        Your program checks our signature with it.
      </SecretDialog>
    </>
  );
}
