import { API_VERSION, messageResource } from './message-resource.js';
import type { TwilioMessage } from './twilio-message.js';

/** The query of `GET Messages.json`; `DateSent>` and `DateSent<` are names of their own, and include the date. */
export type ListQuery = Record<string, string | string[] | undefined>;

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;
const PAGE_TOKEN = 'PA';

/**
 * One page of the messages that match, the last sent first, with the links that Twilio gives. Like there, a message that was
 * not sent yet has no date sent, so a filter on that date leaves it out.
 */
export function messageList(accountSid: string, query: ListQuery, newestFirst: Iterable<TwilioMessage>) {
  const size = clamp(value(query, 'PageSize'), 1, MAX_PAGE_SIZE, DEFAULT_PAGE_SIZE);
  const number = clamp(value(query, 'Page'), 0, Number.MAX_SAFE_INTEGER, 0);
  const after = value(query, 'PageToken')?.replace(PAGE_TOKEN, '');
  const matching = [...filter(query, newestFirst)].sort((one, other) => whenSent(other) - whenSent(one));
  const start = after ? matching.findIndex(({ id }) => id === after) + 1 : number * size;
  // A token whose message is gone belongs to a list that has ended.
  const page = after && start === 0 ? [] : matching.slice(start, start + size);

  const path = `/${API_VERSION}/Accounts/${accountSid}/Messages.json`;
  const link = (pageNumber: number, token?: string) => {
    const search = new URLSearchParams();
    for (const name of Object.keys(query))
      if (!name.startsWith('Page')) search.set(name, value(query, name) ?? '');
    search.set('PageSize', String(size));
    search.set('Page', String(pageNumber));
    if (token) search.set('PageToken', token);
    return `${path}?${search}`;
  };
  const last = page.at(-1);
  const beforePrevious = matching[start - size - 1];
  return {
    end: number * size + Math.max(page.length - 1, 0),
    first_page_uri: link(0),
    messages: page.map((message) => messageResource(accountSid, message)),
    next_page_uri: last && start + size < matching.length ? link(number + 1, PAGE_TOKEN + last.id) : null,
    page: number,
    page_size: size,
    previous_page_uri: number > 0 ? link(number - 1, beforePrevious && PAGE_TOKEN + beforePrevious.id) : null,
    start: number * size,
    uri: link(number, value(query, 'PageToken')),
  };
}

function* filter(query: ListQuery, messages: Iterable<TwilioMessage>): Generator<TwilioMessage> {
  const [to, from] = [value(query, 'To'), value(query, 'From')];
  const on = span(value(query, 'DateSent'));
  const notBefore = span(value(query, 'DateSent>'));
  const notAfter = span(value(query, 'DateSent<'));
  for (const message of messages) {
    if (to !== undefined && message.to !== to) continue;
    if (from !== undefined && message.from !== from) continue;
    if (on || notBefore || notAfter) {
      if (!message.sentAt) continue;
      const second = Math.floor(message.sentAt.getTime() / 1_000) * 1_000;
      if (on && (second < on.begin || second > on.end)) continue;
      if (notBefore && second < notBefore.begin) continue;
      if (notAfter && second > notAfter.end) continue;
    }
    yield message;
  }
}

/** What is still to be sent comes first. */
function whenSent({ sentAt }: TwilioMessage): number {
  return sentAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

/** A day (`YYYY-MM-DD`, GMT) or one second (ISO 8601); what cannot be read is no filter. */
function span(text: string | undefined): { begin: number; end: number } | undefined {
  const begin = Date.parse(text ?? '');
  if (Number.isNaN(begin)) return undefined;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '');
  return { begin, end: begin + (isDay ? 86_400_000 : 1_000) - 1 };
}

function value(query: ListQuery, name: string): string | undefined {
  const given = query[name];
  return (Array.isArray(given) ? given[0] : given) || undefined;
}

function clamp(text: string | undefined, min: number, max: number, fallback: number): number {
  const number = Number(text ?? fallback);
  return Number.isInteger(number) ? Math.min(Math.max(number, min), max) : fallback;
}
