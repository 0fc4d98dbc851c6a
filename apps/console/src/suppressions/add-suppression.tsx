import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../api/api.js';
import { Field } from '../ui/field.js';
import { FormDialog } from '../ui/form-dialog.js';
import { showDone } from '../ui/toast.js';

/** A button, and the form behind it. */
export function AddSuppression() {
  const [channel, setChannel] = useState<'sms' | 'email'>('sms');
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
          <Field label="Channel" error={errors.channel}>
            {(props) => (
              <select
                {...props}
                className="input"
                value={channel}
                onChange={({ target }) => setChannel(target.value as 'sms' | 'email')}
              >
                <option value="sms">Texts (SMS and MMS)</option>
                <option value="email">Email</option>
              </select>
            )}
          </Field>
          <Field label="Address" error={errors.address}>
            {(props) => (
              <input
                {...props}
                className="input"
                value={address}
                onChange={({ target }) => setAddress(target.value)}
                placeholder={channel === 'sms' ? '+15559876543' : 'someone@example.org'}
                autoComplete="off"
                required
              />
            )}
          </Field>
          <Field label="Note" hint="Why, for whoever looks later." error={errors.note}>
            {(props) => (
              <input
                {...props}
                className="input"
                value={note}
                onChange={({ target }) => setNote(target.value)}
                maxLength={500}
                autoComplete="off"
              />
            )}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
