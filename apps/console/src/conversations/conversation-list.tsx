import { Mail, MessageSquare } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { messageOf } from '../api/api.js';
import { useCan } from '../api/session.js';
import { Button, ButtonLink } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import { FilterBar } from '../ui/filter-bar.js';
import { More } from '../ui/more.js';
import { Segmented } from '../ui/segmented.js';
import { Skeleton } from '../ui/skeleton.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { type FilterField, type Filters, useFilters } from '../ui/use-filters.js';
import { type Conversation, contactOf, useConversations } from './use-conversations.js';
import './conversation-list.css';

const FIELDS: FilterField[] = [
  { name: 'query', label: 'Search', kind: 'search', placeholder: 'Number, title, words' },
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    options: ['active', 'archived', 'closed'],
    isRare: true,
  },
  { name: 'channel_type', label: 'Channel', kind: 'choice', options: ['sms', 'email'], isRare: true },
];
const ALL_FIELDS: FilterField[] = [...FIELDS, { name: 'unread', label: 'Unread', kind: 'choice' }];
const WHICH = [
  ['', 'All'],
  ['true', 'Unread'],
] as const;
const SKELETON_ROWS = 8;

/** Conversations, the last written in first, as they are written in. */
export function ConversationList({ openId }: { openId: string | undefined }) {
  const filters = useFilters(ALL_FIELDS);
  const { items, error, hasMore, loadMore, reload } = useConversations(filters.values);
  return (
    <section className="conversation-list" aria-label="All conversations">
      <FilterBar fields={FIELDS} filters={filters}>
        <Segmented
          label="Which"
          options={WHICH}
          value={filters.values.unread === 'true' ? 'true' : ''}
          onChange={(value) => filters.set('unread', value)}
        />
      </FilterBar>
      {items === undefined && error !== null ? (
        <EmptyState title="This could not be loaded" action={<Button onClick={reload}>Try again</Button>}>
          {messageOf(error)}
        </EmptyState>
      ) : items?.length === 0 ? (
        <Nothing filters={filters} />
      ) : (
        <ul className="conversation-rows" aria-busy={items === undefined}>
          {items === undefined
            ? Array.from({ length: SKELETON_ROWS }, (_, row) => (
                <li key={row} className="conversation-row">
                  <span className="conversation-icon" />
                  <div className="conversation-words">
                    <Skeleton width="m" />
                    <Skeleton width="l" />
                  </div>
                </li>
              ))
            : items.map((each) => (
                <li key={each.id}>
                  <Row conversation={each} isOpen={each.id === openId} />
                </li>
              ))}
          {hasMore ? (
            <li>
              <More key={items?.length} onSeen={loadMore} />
            </li>
          ) : null}
        </ul>
      )}
    </section>
  );
}

function Row({ conversation, isOpen }: { conversation: Conversation; isOpen: boolean }) {
  const { search } = useLocation();
  const {
    id,
    channel_type: channel,
    title,
    unread_count: unread,
    status,
    last_message_at: at,
  } = conversation;
  const Icon = channel === 'email' ? Mail : MessageSquare;
  return (
    <Link
      to={{ pathname: `/conversations/${id}`, search }}
      className="conversation-row"
      aria-current={isOpen ? 'true' : undefined}
      data-unread={unread > 0 || undefined}
      data-row
    >
      <span className="conversation-icon">
        <Icon size={16} aria-label={channel} />
      </span>
      <span className="conversation-words">
        <span className="conversation-line">
          <strong>
            <Text isLine>{contactOf(conversation)}</Text>
          </strong>
          {at === null ? null : <Time at={at} only="nearest" />}
        </span>
        <span className="conversation-line">
          <span className="conversation-said muted">
            <Said conversation={conversation} />
          </span>
          {unread === 0 ? null : (
            <span className="conversation-unread">
              {unread > 99 ? '99+' : unread}
              <span className="visually-hidden"> unread</span>
            </span>
          )}
        </span>
        {title === null && status === 'active' ? null : (
          <span className="conversation-line muted">
            <Text isLine>{[title, status === 'active' ? null : status].filter(Boolean).join(' · ')}</Text>
          </span>
        )}
      </span>
    </Link>
  );
}

/** What was said last, and by whom. */
function Said({ conversation: { last_message: last } }: { conversation: Conversation }) {
  if (!last) return <>No messages yet</>;
  const words = [last.subject, last.text].filter(Boolean).join(' — ').replace(/\s+/g, ' ');
  const by = last.direction === 'outbound' ? 'We: ' : '';
  const failed = last.status === 'failed' ? 'Failed: ' : '';
  return <Text isLine>{`${failed}${by}${words || 'An attachment'}`}</Text>;
}

function Nothing({ filters }: { filters: Filters }) {
  const canSend = useCan('send');
  if (!filters.isSet)
    return (
      <EmptyState
        title="No conversations yet"
        action={canSend ? <ButtonLink to="/send">Send a message</ButtonLink> : undefined}
      >
        One begins with the first message to somebody, or from them.
      </EmptyState>
    );
  const isUnreadAlone = Object.keys(filters.values).join() === 'unread';
  return (
    <EmptyState
      title={isUnreadAlone ? 'Everything is read' : 'No conversation fits'}
      action={<Button onClick={filters.clear}>{isUnreadAlone ? 'Show all' : 'Clear the filters'}</Button>}
    >
      {isUnreadAlone
        ? 'What others write appears here until somebody reads it.'
        : 'Parts of numbers, addresses and titles are found, and the beginnings of words.'}
    </EmptyState>
  );
}
