import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../api/api.js';
import { Field } from '../ui/field.js';
import { FormDialog } from '../ui/form-dialog.js';
import { NumberField, numberOfText, textOfNumber } from '../ui/number-field.js';
import { Text } from '../ui/text.js';
import { showDone } from '../ui/toast.js';
import { type Pace, PACES } from './use-paces.js';

type Owner = Pick<Pace, 'of' | 'name' | 'per_second' | 'per_day'>;

/** A button, and the form behind it: how fast somebody may send. `pace`: whose it is, and what it is by now. */
export function SetPace({ pace }: { pace?: Owner }) {
  const [of, setOf] = useState<Pace['of']>(pace?.of ?? 'sender');
  const [name, setName] = useState(pace?.name ?? '');
  const [perSecond, setPerSecond] = useState(textOfNumber(pace?.per_second));
  const [perDay, setPerDay] = useState(textOfNumber(pace?.per_day));
  const queries = useQueryClient();
  return (
    <FormDialog
      trigger={pace === undefined ? 'Set a pace' : 'Change'}
      kind={pace === undefined ? 'primary' : 'plain'}
      title={pace === undefined ? 'Set a pace' : 'Change this pace'}
      submit="Save"
      onSubmit={async () => {
        const params = { path: { of, name: name.trim() } };
        const body = { per_second: numberOfText(perSecond), per_day: numberOfText(perDay) };
        await answerOf(client.api.PUT('/api/v1/admin/paces/{of}/{name}', { params, body }));
        showDone('The pace is set', name);
        await queries.invalidateQueries({ queryKey: PACES });
      }}
    >
      {(errors) => (
        <>
          {pace === undefined ? (
            <>
              <Field label="Of">
                {(props) => (
                  <select
                    {...props}
                    className="input"
                    value={of}
                    onChange={({ target }) => setOf(target.value as Pace['of'])}
                  >
                    <option value="sender">a sender</option>
                    <option value="account">an account at a provider</option>
                  </select>
                )}
              </Field>
              <Field
                label="Name"
                hint={of === 'sender' ? 'As messages are sent from it.' : 'As the routes name it.'}
              >
                {(props) => (
                  <input
                    {...props}
                    className="input"
                    value={name}
                    onChange={({ target }) => setName(target.value)}
                    placeholder={of === 'sender' ? '+15551234567' : 'twilio'}
                    autoComplete="off"
                    required
                  />
                )}
              </Field>
            </>
          ) : (
            <p>
              How fast <Text>{name}</Text> may send. It counts before everything else, in all processes within
              two seconds. What waits moves up if it is faster.
            </p>
          )}
          <NumberField
            label="Units a second"
            hint="Segments of an SMS, otherwise messages. Empty: any number."
            error={errors.per_second}
            value={perSecond}
            onChange={setPerSecond}
            min={0.001}
            step="any"
          />
          <NumberField
            label="Units a day (UTC)"
            hint="Empty: any number."
            error={errors.per_day}
            value={perDay}
            onChange={setPerDay}
            min={1}
            step={1}
          />
        </>
      )}
    </FormDialog>
  );
}
