import type { Message } from '../messages/message-parts.js';
import { Button } from '../ui/button.js';
import { messageOf } from '../api/api.js';
import { EmptyState } from '../ui/empty-state.js';
import { More } from '../ui/more.js';
import { Skeleton } from '../ui/skeleton.js';
import type { Endless } from '../ui/use-endless.js';
import { Bubble } from './bubble.js';

const DAY = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** What was said, oldest first, day by day. It begins at its end, and what is older comes as it is scrolled to. */
export function ChatMessages({
  chat: { items, error, hasMore, loadMore, reload },
}: {
  chat: Endless<Message>;
}) {
  if (items === undefined && error !== null)
    return (
      <EmptyState title="This could not be loaded" action={<Button onClick={reload}>Try again</Button>}>
        {messageOf(error)}
      </EmptyState>
    );
  return (
    <div className="chat-scroll" tabIndex={0} role="region" aria-label="Messages">
      <div className="chat-messages">
        {hasMore ? <More key={items?.length} onSeen={loadMore} /> : null}
        {items === undefined ? (
          <Skeleton width="l" />
        ) : items.length === 0 ? (
          <p className="muted chat-day">Nothing was said yet.</p>
        ) : (
          daysOf(items).map(([day, messages]) => (
            <section key={day} aria-label={day}>
              <h3 className="chat-day muted">{day}</h3>
              <ol className="chat-said">
                {messages.map((message) => (
                  <Bubble key={message.id} message={message} />
                ))}
              </ol>
            </section>
          ))
        )}
      </div>
    </div>
  );
}

/** Oldest first, by the days of whoever looks. */
function daysOf(newestFirst: Message[]): [day: string, messages: Message[]][] {
  const days = new Map<string, Message[]>();
  for (const message of [...newestFirst].reverse()) {
    const day = DAY.format(new Date(message.created_at));
    days.set(day, [...(days.get(day) ?? []), message]);
  }
  return [...days];
}
