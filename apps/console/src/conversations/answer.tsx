import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import { Link } from 'react-router';
import { client, type Schemas } from '../api/api.js';
import { useCan } from '../api/session.js';
import type { Message } from '../messages/message-parts.js';
import { SegmentCount } from '../messages/segment-count.js';
import { Button } from '../ui/button.js';
import { Note } from '../ui/note.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { showFailure } from '../ui/toast.js';
import { answerTo, unanswerable } from './answer-to.js';
import { useSuppression } from './use-suppression.js';

interface AnswerProps {
  conversation: Schemas['Conversation'];
  /** Newest first. */
  messages: Message[];
}

/** A box to answer; in its place, why there is none. */
export function Answer({ conversation, messages }: AnswerProps) {
  const canSend = useCan('send');
  const { to, from } = answerTo(conversation, messages, '');
  const suppression = useSuppression(conversation.channel_type, to, from);
  if (suppression) return <OptedOut suppression={suppression} />;
  const why = conversation.channel_type === 'sms' ? unanswerable(to) : null;
  if (why !== null) return <Unanswerable to={to} why={why} />;
  return canSend ? <Box conversation={conversation} messages={messages} /> : null;
}

function Unanswerable({ to, why }: { to: string; why: string }) {
  return (
    <div className="chat-answer">
      <Note tone="info">
        <p>
          <Text>{to}</Text> {why}.
        </p>
      </Note>
    </div>
  );
}

function OptedOut({ suppression }: { suppression: Schemas['Suppression'] }) {
  const { reason, address, created_at: since } = suppression;
  const to = `/suppressions?address=${encodeURIComponent(address)}`;
  return (
    <div className="chat-answer">
      <Note tone="warn">
        <p>
          <strong>{REASONS[reason]}</strong> since <Time at={since} />. What is sent to <Text>{address}</Text>{' '}
          fails; it is in the <Link to={to}>suppressions</Link>.
        </p>
      </Note>
    </div>
  );
}

const REASONS: Record<Schemas['Suppression']['reason'], string> = {
  stop: 'They opted out with STOP',
  bounce: 'Mail to them bounced',
  complaint: 'They complained',
  unsubscribe: 'They unsubscribed',
  manual: 'They were suppressed by hand',
};

function Box({ conversation, messages }: AnswerProps) {
  const [text, setText] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  // The same words sent again after a lost answer are the same message.
  const sent = useRef({ words: '', key: '' });
  const queries = useQueryClient();
  const canManage = useCan('manage');
  const id = useId();
  const message = answerTo(conversation, messages, text);

  async function send() {
    if (text.trim() === '' || isBusy) return;
    setIsBusy(true);
    const words = JSON.stringify(message);
    if (sent.current.words !== words) sent.current = { words, key: `console-${crypto.randomUUID()}` };
    try {
      await client.messages.send(message, { idempotencyKey: sent.current.key });
      sent.current = { words: '', key: '' };
      setText('');
      // Who answers has read it.
      if (canManage && conversation.unread_count > 0) await client.conversations.markRead(conversation.id);
      await queries.invalidateQueries({ queryKey: ['conversation', conversation.id] });
      await queries.invalidateQueries({ queryKey: ['conversations'] });
    } catch (error) {
      showFailure(error);
    } finally {
      setIsBusy(false);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void send();
  }

  return (
    <form className="chat-answer" onSubmit={onSubmit}>
      <label htmlFor={id} className="visually-hidden">
        Answer
      </label>
      <textarea
        id={id}
        className="input"
        rows={2}
        dir="auto"
        placeholder="Answer"
        aria-describedby={`${id}-count`}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="chat-answer-end">
        <span id={`${id}-count`}>
          <SegmentCount message={message} />
        </span>
        <Button kind="primary" type="submit" isBusy={isBusy} disabled={text.trim() === ''} title="Ctrl+Enter">
          Send
        </Button>
      </div>
    </form>
  );
}
