import { Link } from 'react-router';
import { useCan } from '../api/session.js';
import { Copyable } from '../ui/copyable.js';
import { type Fact, FactList } from '../ui/fact-list.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import type { MessageDetails } from './message-parts.js';

/** Everything that is known of a message, name by name. */
export function MessageFacts({ message }: { message: MessageDetails }) {
  const canAdminister = useCan('admin');
  return <FactList facts={factsOf(message, canAdminister)} />;
}

function factsOf(message: MessageDetails, canAdminister: boolean): Fact[] {
  const metadata =
    Object.keys(message.metadata).length === 0 ? null : JSON.stringify(message.metadata, null, 2);
  return [
    ['Id', id(message.id, 'the id')],
    ['Type', `${message.type}, ${message.direction}`],
    ['Priority', message.direction === 'outbound' ? message.priority : null],
    ['From', <Text key="from">{message.from}</Text>],
    ['To', <Text key="to">{message.to}</Text>],
    ['Cc', words(message.cc)],
    ['Bcc', words(message.bcc)],
    ['Reply to', message.reply_to],
    [
      'Conversation',
      <Link key="conversation" to={`/conversations/${message.conversation_id}`}>
        All between the two
      </Link>,
    ],
    ['Answers', message.parent_id && <Link to={`/messages/${message.parent_id}`}>the message before</Link>],
    ['Segments', message.segments === null ? null : `${message.segments}, ${message.encoding}`],
    ['Tags', words(message.tags)],
    ['Sent by key', message.api_key && <Text>{message.api_key.name}</Text>],
    ['Provider', message.provider],
    ['Provider id', id(message.provider_message_id, "the provider's id")],
    ['Queue entry', <QueueEntry key="entry" entry={message.queue_entry} isLink={canAdminister} />],
    ['Retries', message.retry_count === 0 ? null : String(message.retry_count)],
    ['Created', <Time key="created" at={message.created_at} />],
    ['Scheduled for', message.scheduled_at && <Time at={message.scheduled_at} />],
    ['Next attempt', message.next_attempt_at && <Time at={message.next_attempt_at} />],
    ['Not after', message.expires_at && <Time at={message.expires_at} />],
    ['Sent', message.sent_at && <Time at={message.sent_at} />],
    ['Delivered', message.delivered_at && <Time at={message.delivered_at} />],
    ['Failed', message.failed_at && <Time at={message.failed_at} />],
    ['Changed', <Time key="changed" at={message.updated_at} />],
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

const words = (texts: string[]) => (texts.length === 0 ? null : <Text>{texts.join(', ')}</Text>);

const id = (text: string | null, what: string) =>
  text === null ? null : <Copyable text={text} what={what} />;

const STATES: Record<string, string> = {
  waiting: 'waits',
  pending: 'in hand',
  dead: 'given up, among the dead letters',
  handled: 'handled',
  none: 'none',
};

interface QueueEntryProps {
  entry: MessageDetails['queue_entry'];
  isLink: boolean;
}

function QueueEntry({ entry, isLink }: QueueEntryProps) {
  if (entry === null || entry.state === 'none') return <span className="muted">none now</span>;
  const { queue, state, consumer } = entry;
  return (
    <>
      {STATES[state] ?? state} in{' '}
      {isLink ? <Link to={`/queues/${encodeURIComponent(queue)}`}>{queue}</Link> : queue}
      {consumer === null ? null : `, with ${consumer}`}
    </>
  );
}
