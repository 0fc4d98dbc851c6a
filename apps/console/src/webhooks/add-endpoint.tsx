import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, type Schemas } from '../api/api.js';
import { Field } from '../ui/field.js';
import { FormDialog } from '../ui/form-dialog.js';
import { SecretDialog } from '../ui/secret-dialog.js';

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
            <Field label="Address" error={errors.url} hint="Your program's; in production with https.">
              {(props) => (
                <input
                  {...props}
                  className="input"
                  value={url}
                  onChange={({ target }) => setUrl(target.value)}
                  placeholder="https://example.com/hooks/messages"
                  autoComplete="off"
                  required
                />
              )}
            </Field>
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
            <Field label="Description" error={errors.description}>
              {(props) => (
                <input
                  {...props}
                  className="input"
                  value={description}
                  onChange={({ target }) => setDescription(target.value)}
                  maxLength={500}
                  autoComplete="off"
                />
              )}
            </Field>
          </>
        )}
      </FormDialog>
      <SecretDialog title="The signing secret" secret={secret} onClose={() => setSecret(null)}>
        Your program checks our signature with it.
      </SecretDialog>
    </>
  );
}
