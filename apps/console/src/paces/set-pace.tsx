import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../api/api.js';
import { FormDialog } from '../ui/form-dialog.js';
import { NumberField, numberOfText, textOfNumber } from '../ui/number-field.js';
import { SelectField } from '../ui/select-field.js';
import { Text } from '../ui/text.js';
import { TextField } from '../ui/text-field.js';
import { showDone } from '../ui/toast.js';
import { type Pace, PACES } from './use-paces.js';

const OWNERS: [Pace['of'], string][] = [
  ['sender', 'a sender'],
  ['account', 'an account at a provider'],
];

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
              <SelectField label="Of" value={of} options={OWNERS} onChange={setOf} />
              <TextField
                label="Name"
                hint={of === 'sender' ? 'As messages are sent from it.' : 'As the routes name it.'}
                value={name}
                onChange={setName}
                placeholder={of === 'sender' ? '+15551234567' : 'twilio'}
                required
              />
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
