import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** So long it may take until there is something of each kind. */
const FOUND_WITHIN_MS = 180_000;

/** What is shown, as an operator came to it. */
export interface Shot {
  /** Of its file. */
  name: string;
  /** After `/console/`. */
  path: string;
  /** What is done there before the picture is taken. */
  then?: (page: Page) => Promise<void>;
  /** Shown in dark too. */
  dark?: boolean;
  /** Shown on a phone too. */
  phone?: boolean;
}

/** What the API answers to a GET of `/api/v1/` and this path. */
export type Ask = (path: string) => Promise<Record<string, unknown>>;

/** Every view, of what there is in the system that `ask` asks. */
export async function shotsOf(ask: Ask): Promise<Shot[]> {
  const until = Date.now() + FOUND_WITHIN_MS;
  // A page may be empty and yet not be the last one; what is on its way is there now and then.
  const first = async (path: string, list: string, cursor = ''): Promise<string> => {
    const answer = await ask(`${path}&limit=1&cursor=${cursor}`);
    const [found] = answer[list] as { id: string }[];
    if (found) return found.id;
    if (Date.now() > until) throw new Error(`${path} found nothing`);
    const next = typeof answer.next_cursor === 'string' ? answer.next_cursor : '';
    if (next === '') await sleep(1_000);
    return first(path, list, next);
  };
  const failed = await first('messages?error_code=30003&created_before=' + minutesAgo(10), 'messages');
  const retrying = await first('messages?status=retry', 'messages');
  const mail = await first(
    'messages?type=email&status=delivered&tag=order&created_before=' + minutesAgo(10),
    'messages',
  );
  const [talk] = (await ask('conversations?unread=true&limit=1')).conversations as { id: string }[];
  const [, paused] = (await ask('webhook-endpoints')).webhook_endpoints as { id: string }[];
  return [
    { name: 'overview', path: 'overview', dark: true },
    { name: 'messages', path: 'messages', phone: true },
    { name: 'messages-search', path: 'messages?status=failed&tag=appointment-reminder' },
    { name: 'message-failed', path: `messages/${failed}`, dark: true },
    { name: 'message-retrying', path: `messages/${retrying}` },
    { name: 'message-mail', path: `messages/${mail}` },
    { name: 'failures', path: 'failures' },
    { name: 'conversations', path: `conversations/${talk?.id}?unread=true`, phone: true },
    { name: 'send', path: 'send', then: fillIn },
    { name: 'bulk-action', path: 'bulk-actions/new?action=cancel&tag=spring-sale&status=scheduled' },
    { name: 'bulk-actions', path: 'bulk-actions' },
    { name: 'queues', path: 'queues' },
    { name: 'paces', path: 'paces' },
    { name: 'guard', path: 'guard' },
    { name: 'costs', path: 'costs?by=tag' },
    { name: 'suppressions', path: 'suppressions' },
    { name: 'webhooks', path: 'webhooks' },
    { name: 'webhook-paused', path: `webhooks/${paused?.id}` },
    { name: 'api-keys', path: 'api-keys' },
    { name: 'audit', path: 'audit' },
    { name: 'shortcuts', path: 'messages', then: (page) => page.keyboard.press('?') },
  ];
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('From').fill('+12065550142');
  await page.getByLabel('To').fill('+12125550147');
  await page
    .getByLabel('Text')
    .fill('Hi Maria, your appointment has moved to Friday at 9:30. Reply C if that does not suit you.');
  await page.getByText(/characters left/).waitFor();
}
