import { useQueryClient } from '@tanstack/react-query';
import { client } from '../api/api.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { Text } from '../ui/text.js';
import { showDone } from '../ui/toast.js';
import { contactOf, type Message } from './message-parts.js';

/** A button: nothing is written any more to the person at the other end. */
export function SuppressRecipient({ message }: { message: Message }) {
  const queries = useQueryClient();
  const address = contactOf(message);
  const channel = message.type === 'email' ? 'email' : 'sms';
  return (
    <ConfirmDialog
      trigger="Suppress"
      title="Write to this address no more?"
      confirm="Suppress the address"
      isDangerous
      onConfirm={async () => {
        const note = `By hand, because of the message ${message.id}`;
        await client.suppressions.create({ channel, address, reason: 'manual', note });
        showDone('The address is suppressed', address);
        await queries.invalidateQueries({ queryKey: ['suppressions'] });
      }}
    >
      <p>
        Nothing is sent to <Text>{address}</Text> from now on, {channel === 'sms' ? 'no text' : 'no email'}{' '}
        and from no sender, until the suppression is removed.
      </p>
    </ConfirmDialog>
  );
}
