import { useQueryClient } from '@tanstack/react-query';
import { client } from '../api/api.js';
import { useCan, useSession } from '../api/session.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { Text } from '../ui/text.js';
import { showDone } from '../ui/toast.js';
import { canBeCanceled, canBeRescheduled, canBeRetried, contactOf, type Message } from './message-parts.js';
import { RescheduleMessage } from './reschedule-message.js';
import { SendCopy } from './send-copy.js';
import { SuppressRecipient } from './suppress-recipient.js';

/** What can be done with a message as it is now, by whoever looks at it. */
export function MessageActions({ message }: { message: Message }) {
  const canSend = useCan('send');
  const canManage = useCan('manage');
  const { mask } = useSession();
  return (
    <>
      {canSend && canBeRetried(message) ? <Retry message={message} /> : null}
      {canSend && canBeRescheduled(message) ? <RescheduleMessage message={message} /> : null}
      {canSend && canBeCanceled(message) ? <Cancel message={message} /> : null}
      {/* Who sees masked words cannot send them. */}
      {canSend && !mask ? <SendCopy message={message} /> : null}
      {canManage && !mask ? <SuppressRecipient message={message} /> : null}
    </>
  );
}

function Retry({ message }: { message: Message }) {
  const act = useAct(message);
  return (
    <ConfirmDialog
      trigger="Retry"
      kind="primary"
      title="Send this message again?"
      confirm="Retry"
      onConfirm={() => act(client.messages.retry(message.id), 'The message is sent again')}
    >
      <p>
        It goes to <Text>{contactOf(message)}</Text> once more, as soon as its turn comes.
      </p>
    </ConfirmDialog>
  );
}

function Cancel({ message }: { message: Message }) {
  const act = useAct(message);
  return (
    <ConfirmDialog
      trigger="Cancel"
      title="Cancel this message?"
      confirm="Cancel the message"
      isDangerous
      onConfirm={() => act(client.messages.cancel(message.id), 'The message is canceled')}
    >
      <p>
        It will not be sent to <Text>{contactOf(message)}</Text>. That is its end.
      </p>
    </ConfirmDialog>
  );
}

/** Waits for an action, says that it is done, and has all that shows the message asked anew. */
function useAct({ id }: Message) {
  const queries = useQueryClient();
  return async (action: Promise<Message>, done: string) => {
    await action;
    showDone(done);
    await queries.invalidateQueries({ queryKey: ['message', id] });
    await queries.invalidateQueries({ queryKey: ['messages'] });
  };
}
