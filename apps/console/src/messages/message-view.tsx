import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { ApiError, client, messageOf } from '../api/api.js';
import { useCan } from '../api/session.js';
import { Button, ButtonLink } from '../ui/button.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { Copyable } from '../ui/copyable.js';
import { EmptyState } from '../ui/empty-state.js';
import { type Fact, FactList } from '../ui/fact-list.js';
import { Note } from '../ui/note.js';
import { PageHeader } from '../ui/page-header.js';
import { Panel } from '../ui/panel.js';
import { ViewSkeleton } from '../ui/skeleton.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { showDone } from '../ui/toast.js';
import { LIVE_MS, useLive } from '../ui/use-live.js';
import { MessageContent } from './message-content.js';
import {
  canBeCanceled,
  canBeRetried,
  contactOf,
  failureOf,
  isAtItsEnd,
  type Message,
} from './message-parts.js';
import { Timeline } from './timeline.js';
import './message-view.css';

const BACK = { to: '/messages', title: 'Messages' };
/** What is at its end may still be told something new by its provider. */
const SELDOM_MS = 30_000;
const pace = (message: Message | undefined) => (message && isAtItsEnd(message) ? SELDOM_MS : LIVE_MS);

/** One message: what it is, what became of it and why, and what can be done. */
export default function MessageView() {
  const { id = '' } = useParams();
  const ask = () => client.messages.get(id);
  const { data: message, error, refetch } = useLive(['message', id], ask, pace);
  const askEvents = () => client.messages.events(id);
  const { data: events } = useLive(['message', id, 'events'], askEvents, () => pace(message));
  const queries = useQueryClient();
  const changedAt = message?.updated_at;
  // What changed the message is in its timeline by now.
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['message', id, 'events'] });
  }, [queries, id, changedAt]);
  if (message === undefined && error !== null)
    return error instanceof ApiError && [404, 422].includes(error.status) ? (
      <EmptyState
        title="There is no such message"
        action={<ButtonLink to={BACK.to}>All messages</ButtonLink>}
      >
        It may have been erased, or the address is not complete.
      </EmptyState>
    ) : (
      <EmptyState
        title="This could not be loaded"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {messageOf(error)}
      </EmptyState>
    );
  if (message === undefined) return <ViewSkeleton />;
  return (
    <>
      <PageHeader
        title={contactOf(message)}
        beside={<StatusPill status={message.status} />}
        back={BACK}
        actions={<Actions message={message} />}
      />
      <FailureNote message={message} />
      <div className="message-view">
        <div className="stack">
          <Panel title="Message">
            <MessageContent message={message} />
          </Panel>
          <Panel title="Timeline">
            <Timeline events={events} />
          </Panel>
        </div>
        <Panel title="Details">
          <FactList facts={factsOf(message)} />
        </Panel>
      </div>
    </>
  );
}

function Actions({ message }: { message: Message }) {
  const queries = useQueryClient();
  const canSend = useCan('send');
  if (!canSend) return null;
  const act = async (action: Promise<Message>, done: string) => {
    await action;
    showDone(done);
    await queries.invalidateQueries({ queryKey: ['message', message.id] });
    await queries.invalidateQueries({ queryKey: ['messages'] });
  };
  return (
    <>
      {canBeRetried(message) ? (
        <ConfirmDialog
          trigger="Retry"
          title="Send this message again?"
          confirm="Retry"
          onConfirm={() => act(client.messages.retry(message.id), 'The message is sent again')}
        >
          <p>
            It goes to <Text>{contactOf(message)}</Text> once more, as soon as its turn comes.
          </p>
        </ConfirmDialog>
      ) : null}
      {canBeCanceled(message) ? (
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
      ) : null}
    </>
  );
}

function FailureNote({ message }: { message: Message }) {
  const failure = failureOf(message);
  if (failure === null) return null;
  return (
    <div className="message-note">
      <Note tone={message.status === 'failed' ? 'bad' : 'warn'}>
        <p className="line">
          <strong>{message.status === 'failed' ? 'It failed' : 'The last attempt failed'}</strong>
          {failure.code === null ? null : <code>{failure.code}</code>}
          {failure.provider === null ? null : <span>({failure.provider})</span>}
        </p>
        <Text>{failure.text}</Text>
      </Note>
    </div>
  );
}

function factsOf(message: Message): Fact[] {
  const words = (texts: string[]) => (texts.length === 0 ? null : <Text>{texts.join(', ')}</Text>);
  const metadata =
    Object.keys(message.metadata).length === 0 ? null : JSON.stringify(message.metadata, null, 2);
  const id = (text: string | null, what: string) =>
    text === null ? null : <Copyable text={text} what={what} />;
  return [
    ['Id', id(message.id, 'the id')],
    ['Type', `${message.type}, ${message.direction}`],
    ['From', <Text key="from">{message.from}</Text>],
    ['To', <Text key="to">{message.to}</Text>],
    ['Cc', words(message.cc)],
    ['Bcc', words(message.bcc)],
    ['Reply to', message.reply_to],
    ['Tags', words(message.tags)],
    ['Provider', message.provider],
    ['Provider id', id(message.provider_message_id, "the provider's id")],
    ['Retries', message.retry_count === 0 ? null : String(message.retry_count)],
    ['Created', <Time key="created" at={message.created_at} />],
    ['Scheduled for', message.scheduled_at && <Time at={message.scheduled_at} />],
    ['Next attempt', message.next_attempt_at && <Time at={message.next_attempt_at} />],
    ['Not after', message.expires_at && <Time at={message.expires_at} />],
    ['Sent', message.sent_at && <Time at={message.sent_at} />],
    ['Delivered', message.delivered_at && <Time at={message.delivered_at} />],
    ['Failed', message.failed_at && <Time at={message.failed_at} />],
    ['Changed', <Time key="changed" at={message.updated_at} />],
    ['Answers', message.parent_id && <Link to={`/messages/${message.parent_id}`}>the message before</Link>],
    ['Callback', message.callback_url && <Text>{message.callback_url}</Text>],
    [
      'Metadata',
      metadata && (
        <pre className="message-metadata">
          <Text>{metadata}</Text>
        </pre>
      ),
    ],
  ];
}
