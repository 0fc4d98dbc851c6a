import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import { answerOf, ApiError, client, messageOf } from '../api/api.js';
import { Button, ButtonLink } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import { PageHeader } from '../ui/page-header.js';
import { Panel } from '../ui/panel.js';
import { ViewSkeleton } from '../ui/skeleton.js';
import { StatusPill } from '../ui/status-pill.js';
import { LIVE_MS, useLive } from '../ui/use-live.js';
import { Attempts } from './attempts.js';
import { FailureNote } from './failure-note.js';
import { MessageActions } from './message-actions.js';
import { MessageContent } from './message-content.js';
import { MessageCurl } from './message-curl.js';
import { MessageFacts } from './message-facts.js';
import { contactOf, isAtItsEnd, isUnderWay, type Message } from './message-parts.js';
import { NextStep } from './next-step.js';
import { ProviderEvents } from './provider-events.js';
import { Timeline } from './timeline.js';
import { ToldWebhooks } from './told-webhooks.js';
import './message-view.css';

const BACK = { to: '/messages', title: 'Messages' };
/** What is at its end may still be told something new by its provider. */
const SELDOM_MS = 30_000;
/** Whoever has just sent it waits for what becomes of it. */
const SOON_MS = 1_500;

/** One message: what it is, what became of it and why, what happens next, and what can be done. */
export function MessageView() {
  const { id = '' } = useParams();
  const ask = (signal: AbortSignal) =>
    answerOf(client.api.GET('/api/v1/messages/{id}/details', { params: { path: { id } }, signal }));
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
  const isOutbound = message.direction === 'outbound';
  return (
    <>
      <PageHeader
        title={contactOf(message)}
        beside={<StatusPill status={message.status} />}
        back={BACK}
        actions={<MessageActions message={message} />}
      />
      <div className="stack">
        <NextStep next={message.next} />
        <FailureNote message={message} />
        <div className="message-view">
          <div className="stack">
            <Panel title="Message">
              <MessageContent message={message} />
            </Panel>
            <Panel title="Timeline">
              <Timeline events={events} />
            </Panel>
            {isOutbound ? (
              <Panel title="Attempts">
                <Attempts attempts={message.attempts} />
              </Panel>
            ) : null}
            <Panel title="Provider events">
              <ProviderEvents events={message.provider_events} />
            </Panel>
          </div>
          <div className="stack">
            <Panel title="Details">
              <MessageFacts message={message} />
            </Panel>
            <Panel title="Webhooks">
              <ToldWebhooks webhooks={message.webhooks} />
            </Panel>
            {isOutbound ? <MessageCurl message={message} /> : null}
          </div>
        </div>
      </div>
    </>
  );
}

/** How often a message is asked for, by what may become of it. */
function pace(message: Message | undefined): number {
  if (message === undefined) return LIVE_MS;
  if (isAtItsEnd(message)) return SELDOM_MS;
  return isUnderWay(message) ? SOON_MS : LIVE_MS;
}
