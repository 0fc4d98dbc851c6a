import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../api/api.js';
import { FormDialog } from '../ui/form-dialog.js';
import { SelectField } from '../ui/select-field.js';
import { TextField } from '../ui/text-field.js';
import { showDone } from '../ui/toast.js';

type Channel = 'sms' | 'email';

const CHANNELS: [Channel, string][] = [
  ['sms', 'Texts (SMS and MMS)'],
  ['email', 'Email'],
];

/** A button, and the form behind it. */
export function AddSuppression() {
  const [channel, setChannel] = useState<Channel>('sms');
  const [address, setAddress] = useState('');
  const [note, setNote] = useState('');
  const queries = useQueryClient();
  return (
    <FormDialog
      trigger="Suppress an address"
      title="Write to an address no more"
      submit="Suppress"
      onSubmit={async () => {
        const wanted = { channel, address: address.trim(), reason: 'manual', note: note || null } as const;
        await client.suppressions.create(wanted);
        showDone('The address is suppressed', address);
        setAddress('');
        setNote('');
        await queries.invalidateQueries({ queryKey: ['suppressions'] });
      }}
    >
      {(errors) => (
        <>
          <SelectField
            label="Channel"
            error={errors.channel}
            value={channel}
            options={CHANNELS}
            onChange={setChannel}
          />
          <TextField
            label="Address"
            error={errors.address}
            value={address}
            onChange={setAddress}
            placeholder={channel === 'sms' ? '+15559876543' : 'someone@example.org'}
            required
          />
          <TextField
            label="Note"
            hint="Why, for whoever looks later."
            error={errors.note}
            value={note}
            onChange={setNote}
            maxLength={500}
          />
        </>
      )}
    </FormDialog>
  );
}
