import { useState } from 'react';
import { useNavigate } from 'react-router';
import { client, type Schemas } from '../api/api.js';
import { FormDialog } from '../ui/form-dialog.js';
import { TextField } from '../ui/text-field.js';
import { showDone } from '../ui/toast.js';
import { type Message, ownAddressOf } from './message-parts.js';

/** A button, and the form behind it: the same words to an address of one's own, to see them as their reader does. */
export function SendCopy({ message }: { message: Message }) {
  const [to, setTo] = useState('');
  const navigate = useNavigate();
  const isEmail = message.type === 'email';
  return (
    <FormDialog
      trigger="Send a copy to me"
      kind="plain"
      title="Send a copy to me"
      submit="Send the copy"
      onSubmit={async () => {
        const { id } = await client.messages.send(copyOf(message, to.trim()));
        showDone('The copy is accepted', to);
        await navigate(`/messages/${id}`);
      }}
    >
      {(errors) => (
        <TextField
          label={isEmail ? 'Your email address' : 'Your number'}
          hint={`The same words, from ${ownAddressOf(message)}. It is a message of its own, with the tag copy.`}
          error={errors.to ?? errors.from ?? errors.body}
          value={to}
          onChange={setTo}
          placeholder={isEmail ? 'me@example.com' : '+15559876543'}
          autoComplete={isEmail ? 'email' : 'tel'}
          required
        />
      )}
    </FormDialog>
  );
}

/** Who else got it, and what a program keeps with it, does not belong to the copy. */
function copyOf(message: Message, to: string): Schemas['SendMessage'] {
  const { type, subject, body, html, attachments } = message;
  return {
    type,
    from: ownAddressOf(message),
    to,
    body,
    attachments,
    tags: ['copy'],
    ...(type === 'email' && { subject, html }),
  };
}
