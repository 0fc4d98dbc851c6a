import { useParams } from 'react-router';
import { EmptyState } from '../ui/empty-state.js';
import { PageHeader } from '../ui/page-header.js';
import { Chat } from './chat.js';
import { ConversationList } from './conversation-list.js';
import './conversations-view.css';

/** What was said with whom: all conversations, and beside them the one that is open. */
export function ConversationsView() {
  const { id } = useParams();
  return (
    <div className="conversations" data-open={id !== undefined || undefined}>
      <PageHeader title="Conversations" />
      <ConversationList openId={id} />
      {id === undefined ? (
        <div className="conversation-none">
          <EmptyState title="No conversation is open">
            Choose one of the list, to read it and to answer. <kbd>j</kbd> and <kbd>k</kbd> walk it.
          </EmptyState>
        </div>
      ) : (
        <Chat key={id} id={id} />
      )}
    </div>
  );
}
