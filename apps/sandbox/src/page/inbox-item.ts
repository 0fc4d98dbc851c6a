import { createHash } from 'node:crypto';
import type { InboxMessage } from '../inbox/inbox-message.js';
import { type InboxView, inboxView } from '../inbox/inbox-view.js';
import { escapeHtml } from './escape-html.js';

const GOOD = ['delivered', 'received'];
const BAD = ['failed', 'undelivered', 'bounce', 'blocked', 'dropped'];

/** One message of the list; everything from outside is escaped. `data-version` changes with it, for the page's script. */
export function inboxItem(message: InboxMessage, consoleUrl: string): string {
  const view = inboxView(message);
  const key = hashOf(`${view.id} ${view.to} ${view.sent_as}`);
  const inside = contentOf(view, consoleUrl);
  return `<li id="m-${key}" data-version="${hashOf(inside)}" class="${view.direction}">${inside}</li>`;
}

function contentOf(view: InboxView, consoleUrl: string): string {
  const error =
    view.error_code === null ? '' : ` <small>error ${escapeHtml(String(view.error_code))}</small>`;
  return `
    <div class="head">
      <span class="kind">${view.direction === 'inbound' ? 'Written to you' : 'Arrived'} · ${view.channel} · ${escapeHtml(view.provider)}</span>
      <b class="${tone(view.status)}">${escapeHtml(view.status)}</b>${error}
      <time datetime="${view.created_at}">${view.created_at.slice(0, 19).replace('T', ' ')} UTC</time>
    </div>
    <div class="who"><bdi>${escapeHtml(view.from)}</bdi> → <bdi>${escapeHtml(view.to)}</bdi>${sentAs(view)}</div>
    ${view.subject ? `<h3 dir="auto">${escapeHtml(view.subject)}</h3>` : ''}
    <div class="text" dir="auto">${escapeHtml(view.body)}</div>
    ${view.attachments.map((name) => `<div class="file">📎 ${escapeHtml(name)}</div>`).join('')}
    ${mail(view)}
    <div class="more">${ids(view, consoleUrl)}${callbacks(view)}</div>`;
}

function sentAs({ sent_as }: InboxView): string {
  return sent_as === 'to' ? '' : ` <small>${sent_as}</small>`;
}

/** Shown on demand, in a frame without scripts and without an origin; until it is opened, browsers do not load it. */
function mail({ id, html }: InboxView): string {
  if (html === null) return '';
  return `<details><summary>The mail as HTML</summary>
      <iframe sandbox="" loading="lazy" title="The mail as HTML" src="/messages/${encodeURIComponent(id)}/html"></iframe>
    </details>`;
}

/** Its id here, and the message in the console: by our id, or where that is not known by the provider's. */
function ids({ id, message_id, direction }: InboxView, consoleUrl: string): string {
  const href =
    message_id === null
      ? `${consoleUrl}/messages?search=${encodeURIComponent(id)}`
      : `${consoleUrl}/messages/${encodeURIComponent(message_id)}`;
  const isKnown = message_id !== null || direction === 'inbound';
  const ours = isKnown
    ? `<div>Message <a href="${escapeHtml(href)}">${escapeHtml(message_id ?? 'in the console')}</a></div>`
    : '';
  return `${ours}<div>Provider's id <code>${escapeHtml(id)}</code></div>`;
}

function callbacks({ callbacks }: InboxView): string {
  if (callbacks.length === 0) return '';
  return `<ul aria-label="Callbacks">${callbacks.map(callbackLine).join('')}</ul>`;
}

function callbackLine({ status, url, tries, http_status, error }: InboxView['callbacks'][number]): string {
  const isGood = http_status !== null && http_status < 300;
  const answer = http_status ?? error ?? 'on its way';
  const times = tries > 1 ? ` (try ${tries})` : '';
  const shade = tries === 0 ? 'open' : isGood ? 'good' : 'bad';
  return `<li title="${escapeHtml(url)}">${escapeHtml(status)}: <span class="${shade}">${escapeHtml(String(answer))}${times}</span></li>`;
}

function tone(status: string): 'good' | 'bad' | 'open' {
  if (GOOD.includes(status)) return 'good';
  return BAD.includes(status) ? 'bad' : 'open';
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
