import { useQueryClient } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { ApiError, client, messageOf, type Schemas } from '../api/api.js';
import { useCan } from '../api/session.js';
import { contactOf, type Message, ownAddressOf } from '../messages/message-parts.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import { Skeleton } from '../ui/skeleton.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { showDone, showFailure } from '../ui/toast.js';
import { useLive } from '../ui/use-live.js';
import { Answer } from './answer.js';
import { ChatMessages } from './chat-messages.js';
import { useChat } from './use-chat.js';
import './chat.css';

type Conversation = Schemas['Conversation'];

/** One conversation, in both directions, and a box to answer. */
export function Chat({ id }: { id: string }) {
  const { search } = useLocation();
  const {
    data: conversation,
    error,
    refetch,
  } = useLive(['conversation', id], () => client.conversations.get(id));
  const chat = useChat(id);
  const newest = chat.items?.[0];
  const back = { pathname: '/conversations', search };
  return (
    <section className="chat" aria-label="The open conversation">
      <header className="chat-head">
        <Link
          to={back}
          className="button icon-button chat-back"
          data-kind="quiet"
          aria-label="All conversations"
        >
          <ChevronLeft size={18} aria-hidden />
        </Link>
        {conversation === undefined ? (
          <Skeleton width="m" />
        ) : (
          <Who conversation={conversation} newest={newest} />
        )}
      </header>
      {conversation === undefined && error !== null ? (
        <Missing error={error} reload={() => void refetch()} />
      ) : (
        <ChatMessages chat={chat} />
      )}
      {conversation === undefined || chat.items === undefined ? null : (
        <Answer conversation={conversation} messages={chat.items} />
      )}
    </section>
  );
}

function Who({ conversation, newest }: { conversation: Conversation; newest: Message | undefined }) {
  const queries = useQueryClient();
  const canManage = useCan('manage');
  const { id, title, status, unread_count: unread } = conversation;
  const contact = newest === undefined ? conversation.participant_to : contactOf(newest);
  const own = newest === undefined ? conversation.participant_from : ownAddressOf(newest);
  const change = (action: Promise<Conversation>, done: string) =>
    action
      .then(() => {
        showDone(done);
        return Promise.all(
          ['conversation', 'conversations'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
        );
      })
      .catch(showFailure);
  return (
    <>
      <div className="chat-who">
        <div className="line">
          <h2>
            <Text>{contact}</Text>
          </h2>
          {status === 'active' ? null : <StatusPill status={status} />}
        </div>
        <p className="muted">
          {title === null ? null : (
            <>
              <Text>{title}</Text> ·{' '}
            </>
          )}
          with <Text>{own}</Text>
        </p>
      </div>
      {canManage ? (
        <div className="line">
          {unread === 0 ? null : (
            <Button onClick={() => void change(client.conversations.markRead(id), 'All of it is read')}>
              Mark as read
            </Button>
          )}
          {status === 'archived' ? null : (
            <Button
              kind="quiet"
              onClick={() =>
                void change(
                  client.conversations.archive(id),
                  'The conversation is archived until its next message',
                )
              }
            >
              Archive
            </Button>
          )}
        </div>
      ) : null}
    </>
  );
}

function Missing({ error, reload }: { error: Error; reload: () => void }) {
  return error instanceof ApiError && [404, 422].includes(error.status) ? (
    <EmptyState title="There is no such conversation">
      It may have been deleted, or the address is not complete.
    </EmptyState>
  ) : (
    <EmptyState title="This could not be loaded" action={<Button onClick={reload}>Try again</Button>}>
      {messageOf(error)}
    </EmptyState>
  );
}
