import type { MessageEvent } from '#entities';
import type { MessageDetailsView } from '../../../apps/api/src/messages/message-details.view.js';

type Details = MessageDetailsView;

/** What is known of a message, as the API's `/details` has it, and its timeline. */
export interface Story {
  details: Details;
  events: MessageEvent[];
  /** With which request it came, and in which trace. */
  requestId: string | null;
  traceId: string | null;
}

const ENTRY = {
  waiting: 'waits there for a processor',
  pending: 'is in hand',
  dead: 'was given up: see sendstream queues dead',
  handled: 'is done',
  none: 'has no entry there any more',
} as Record<string, string>;

/** A message's story for a terminal: what happens next, its timeline, attempts with their codes explained, events, webhooks. */
export function messageStory({ details, events, requestId, traceId }: Story): string {
  const start = details.created_at.getTime();
  const parts = [
    headOf(details, requestId, traceId),
    section(
      'Timeline',
      events.map((event) => eventLine(event, start)),
    ),
    section('Attempts', details.attempts.map(attemptLines)),
    section('Told by the provider', details.provider_events.map(providerEventLines)),
    section('Webhooks', details.webhooks.map(webhookLine)),
  ];
  return plain(parts.filter((part) => part !== '').join('\n\n'));
}

function headOf(details: Details, requestId: string | null, traceId: string | null): string {
  const { type, id, status, priority, from, sent_from, to, provider, provider_message_id, next } = details;
  const { queue_entry: entry, api_key: key, created_at, direction } = details;
  const sender = sent_from === null || sent_from === from ? from : `${from} (${sent_from})`;
  const origin = [
    key && `with the key ${key.name ?? key.id}`,
    requestId && `by the request ${requestId}`,
    traceId && `in the trace ${traceId}`,
  ].filter(Boolean);
  const came = direction === 'inbound' ? 'received' : 'accepted';
  return [
    `${type} ${id}: ${status}${priority === 'normal' ? '' : ` (${priority})`}`,
    `from ${sender} to ${to}, by ${provider}${provider_message_id ? ` (${provider_message_id})` : ''}`,
    `${came} ${utc(created_at)}${origin.length > 0 ? ` ${origin.join(', ')}` : ''}`,
    next
      ? `next: ${next.text}${next.at ? ` (${utc(next.at)})` : ''}`
      : 'next: nothing happens any more by itself',
    ...(entry ? [entryLine(entry)] : direction === 'inbound' ? [] : ['queue: Redis does not answer']),
  ].join('\n');
}

function entryLine({ queue, id, state, consumer }: NonNullable<Details['queue_entry']>): string {
  const by = consumer === null ? '' : `, of ${consumer}`;
  return `queue: ${queue}${id === null ? '' : ` ${id}`} ${ENTRY[state] ?? state}${by}`;
}

function eventLine({ createdAt, type, status, attempt, reason }: MessageEvent, start: number): string {
  const after = `+${((createdAt.getTime() - start) / 1_000).toFixed(3)} s`.padStart(14);
  const attempted = attempt === null ? '' : ` (attempt ${attempt})`;
  return `${after}  ${status.padEnd(9)} ${type}${attempted}${reason === null ? '' : `: ${reason}`}`;
}

function attemptLines(attempt: Details['attempts'][number]): string {
  const { number, provider, started_at, outcome, latency_ms, http_status, code, message } = attempt;
  const end = outcome ?? 'under way, or nobody saw its end';
  const facts = [
    latency_ms === null ? null : `${latency_ms} ms`,
    http_status === null ? null : `HTTP ${http_status}`,
    code === null ? null : `code ${code}`,
  ].filter(Boolean);
  const said = outcome === 'accepted' ? null : message;
  return [
    `  ${number}  ${utc(started_at)}  ${provider}: ${end}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`,
    ...(said ? [`     ${said}`] : []),
    ...explained(attempt.explanation),
  ].join('\n');
}

function providerEventLines(event: Details['provider_events'][number]): string {
  const { received_at, kind, provider_status, code, applied_at, error } = event;
  const rest = [
    code === null ? null : `code ${code}`,
    applied_at === null ? 'not applied yet' : null,
    error,
  ].filter(Boolean);
  const words = `${kind}${provider_status === kind ? '' : ` (${provider_status})`}`;
  return [
    `  ${utc(received_at)}  ${words}${rest.length > 0 ? `: ${rest.join(', ')}` : ''}`,
    ...explained(event.explanation),
  ].join('\n');
}

function webhookLine(webhook: Details['webhooks'][number]): string {
  const { type, status, target, attempt_count, http_status, error } = webhook;
  const last = [http_status === null ? null : `HTTP ${http_status}`, error].filter(Boolean).join(', ');
  const calls = `${attempt_count} ${attempt_count === 1 ? 'call' : 'calls'}`;
  return `  ${type} to ${target}: ${status} after ${calls}${last ? `, the last: ${last}` : ''}`;
}

function explained(found: Details['attempts'][number]['explanation']): string[] {
  if (found === null) return [];
  const { title, what_to_do, source } = found;
  return [`     ${title}`, `     to do: ${what_to_do}`, ...(source ? [`     ${source}`] : [])];
}

function section(title: string, lines: string[]): string {
  return lines.length === 0 ? '' : [title, ...lines].join('\n');
}

/** `2026-01-31 12:00:00 UTC`. */
function utc(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Others' words must not steer the terminal. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is taken out
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
