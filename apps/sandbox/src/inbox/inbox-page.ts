import { createHash } from 'node:crypto';
import { outcomeRows } from '../outcomes/outcome-rows.js';
import { escapeHtml } from './escape-html.js';
import type { InboxView } from './inbox-view.js';

const STYLE = `
  :root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #1a7f37; --bad: #cf222e; --open: #9a6700; }
  @media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; --open: #d29922; } }
  body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem; }
  h2 { font-size: 1.1rem; margin: 2rem 0 .25rem; } h1 { font-size: 1.3rem; margin: 0 0 .25rem; } p { margin: 0 0 1rem; opacity: .8; }
  .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid var(--line); }
  th { font-weight: 600; white-space: nowrap; } tbody tr:hover { background: var(--soft); }
  td.text { min-width: 16rem; white-space: pre-wrap; overflow-wrap: anywhere; }
  small, code { font-size: .82rem; } code { overflow-wrap: anywhere; } small { opacity: .75; display: block; }
  .good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
  ul { margin: 0; padding: 0; list-style: none; white-space: nowrap; } details { margin-top: 2rem; }
  summary { cursor: pointer; } .none { padding: 3rem 1rem; text-align: center; }`;

const SCRIPT = `
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      document.querySelector('main').replaceWith(page.querySelector('main'));
    } catch { /* The sandbox is restarting: the next round shows it again. */ }
  }, 1000);`;

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "connect-src 'self'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  "form-action 'self'",
].join('; ');

const GOOD = ['delivered'];
const BAD = ['failed', 'undelivered', 'bounce', 'blocked', 'dropped'];

/** The page of what arrived: one file, nothing loaded from elsewhere, everything from outside escaped. */
export function inboxPage(
  messages: InboxView[],
  total: number,
): { html: string; contentSecurityPolicy: string } {
  const html = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Sandbox: what arrived</title>
  <style>${STYLE}</style>
</head>
<body>
<main>
  <h1>What arrived</h1>
  <p>${total === 1 ? '1 message' : `${total} messages`} at the local Twilio and SendGrid${
    messages.length < total ? `, the newest ${messages.length} shown` : ''
  }.</p>
  ${messages.length === 0 ? '<p class="none">Nothing yet. Send something to the API, and it appears here.</p>' : table(messages)}
</main>
<form method="post" action="/sandbox/inbound">
  <h2>Write a text, as a person would</h2>
  <p><label>From <input name="from" value="+15559876543" required></label>
  <label>to <input name="to" value="+15551234567" required></label>
  <label>text <input name="body" value="STOP"></label> <button>Send</button></p>
</form>
<details>
  <summary>Numbers and addresses that choose an outcome</summary>
  <div class="scroll"><table>
    <thead><tr><th>Channel</th><th>Address</th><th>What happens</th><th>Defined by</th></tr></thead>
    <tbody>${outcomeRows().map(outcomeLine).join('')}</tbody>
  </table></div>
</details>
<script>${SCRIPT}</script>
</body>
</html>`;
  return { html, contentSecurityPolicy: CONTENT_SECURITY_POLICY };
}

function table(messages: InboxView[]): string {
  return `<div class="scroll"><table>
    <thead><tr><th>Message</th><th>From, to</th><th>Text</th><th>Status</th><th>Webhooks</th></tr></thead>
    <tbody>${messages.map(line).join('')}</tbody>
  </table></div>`;
}

function line(message: InboxView): string {
  const attachments = message.attachments.map((name) => `<small>📎 ${escapeHtml(name)}</small>`).join('');
  const subject = message.subject ? `<strong>${escapeHtml(message.subject)}</strong>\n` : '';
  const error = message.error_code === null ? '' : `<small>error ${message.error_code}</small>`;
  return `<tr>
    <td>${message.channel}<small>${message.created_at.replace('T', ' ').replace('Z', '')}</small><code>${escapeHtml(message.id)}</code></td>
    <td>${escapeHtml(message.from)}<br>${escapeHtml(message.to)}</td>
    <td class="text">${subject}${escapeHtml(message.body || (message.html ?? ''))}${attachments}</td>
    <td><span class="${tone(message.status)}">${escapeHtml(message.status)}</span>${error}</td>
    <td><ul>${message.callbacks.map(callbackLine).join('')}</ul></td>
  </tr>`;
}

function callbackLine(callback: InboxView['callbacks'][number]): string {
  const isGood = callback.http_status !== null && callback.http_status < 300;
  const answer = callback.http_status ?? callback.error ?? 'on its way';
  const tries = callback.tries > 1 ? ` (try ${callback.tries})` : '';
  const shade = callback.tries === 0 ? 'open' : isGood ? 'good' : 'bad';
  return `<li>${escapeHtml(callback.status)}: <span class="${shade}">${escapeHtml(String(answer))}${tries}</span></li>`;
}

function outcomeLine(row: ReturnType<typeof outcomeRows>[number]): string {
  const cells = [row.channel, row.address, row.says, row.origin];
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
}

function tone(status: string): 'good' | 'bad' | 'open' {
  if (GOOD.includes(status)) return 'good';
  return BAD.includes(status) ? 'bad' : 'open';
}
