import {
  Ban,
  CalendarClock,
  Check,
  CheckCheck,
  CircleAlert,
  Clock,
  type LucideIcon,
  Paperclip,
} from 'lucide-react';
import { Link } from 'react-router';
import { failureOf, type Message } from '../messages/message-parts.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import './bubble.css';

/** How far a message of ours came, as a mark and in a word. */
const MARKS: Partial<Record<Message['status'], LucideIcon>> = {
  scheduled: CalendarClock,
  pending: Clock,
  sending: Clock,
  retry: Clock,
  sent: Check,
  delivered: CheckCheck,
  failed: CircleAlert,
  canceled: Ban,
};

/** One message of a chat: theirs on one side, ours on the other. */
export function Bubble({ message }: { message: Message }) {
  const { id, direction, status, subject, body, attachments, created_at: at } = message;
  const failure = status === 'failed' ? failureOf(message) : null;
  const Mark = MARKS[status];
  return (
    <li className="bubble" data-direction={direction} data-status={status}>
      <div className="bubble-words">
        {subject === null ? null : (
          <strong>
            <Text>{subject}</Text>
          </strong>
        )}
        {body === '' ? null : <Text>{body}</Text>}
        {attachments.length === 0 ? null : (
          <span className="line muted">
            <Paperclip size={14} aria-hidden />
            {attachments.length === 1 ? '1 attachment' : `${attachments.length} attachments`}
          </span>
        )}
      </div>
      <Link to={`/messages/${id}`} className="bubble-state">
        <span className="visually-hidden">{direction === 'inbound' ? 'From them, ' : 'From us, '}</span>
        <Time at={at} only="clock" />
        {direction === 'inbound' || Mark === undefined ? null : (
          <>
            <Mark size={14} aria-hidden />
            {status}
          </>
        )}
      </Link>
      {failure === null ? null : (
        <p className="bubble-failure">
          {failure.code === null ? null : <code>{failure.code}</code>} <Text>{failure.text}</Text>
        </p>
      )}
    </li>
  );
}
