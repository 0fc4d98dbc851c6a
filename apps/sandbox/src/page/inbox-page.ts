import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Inbox } from '../inbox/inbox.js';
import type { InboxMessage } from '../inbox/inbox-message.js';
import { outcomeRows } from '../outcomes/outcome-rows.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { escapeHtml } from './escape-html.js';
import { found } from './found.js';
import { inboxItem } from './inbox-item.js';
import type { InboxQueryDto } from './inbox-query.dto.js';
import { SCRIPT } from './page-script.js';
import { STYLE } from './page-style.js';
import { writeForm, type Written } from './write-form.js';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "connect-src 'self'",
    `style-src ${hash(STYLE)}`,
    `script-src ${hash(SCRIPT)}`,
    "frame-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cache-Control': 'no-store',
};
/** Browsers ask for one by themselves otherwise. */
const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 32 32%22%3E%3Crect width=%2232%22 ' +
  'height=%2232%22 rx=%228%22 fill=%22%237d4e00%22/%3E%3Cpath d=%22M8 11h16M8 16h16M8 21h16%22 stroke=%22%23fff%22 ' +
  'stroke-width=%222.6%22/%3E%3C/svg%3E';

/** The page of what arrived: one file, nothing loaded from elsewhere, everything from outside escaped. */
@Injectable()
export class InboxPage {
  private readonly consoleUrl: string;

  constructor(
    private readonly inbox: Inbox,
    settings: SandboxSettings,
  ) {
    this.consoleUrl = `${settings.publicUrl.replace(/\/$/, '')}/console`;
  }

  /** `typed`: what was typed into the form and refused. */
  render(query: InboxQueryDto, typed?: Written): { html: string; headers: Record<string, string> } {
    const { messages, total } = found(this.inbox, query);
    const sent = query.written === undefined ? undefined : this.writtenText(query.written);
    const items = messages.map((message) => inboxItem(message, this.consoleUrl)).join('\n');
    const main = `
      ${writeForm(typed, sent)}
      ${searchForm(query)}
      <p id="count">${counted(total, messages.length)}</p>
      <p id="none" class="none"${total > 0 ? ' hidden' : ''}>${nothing(query)}</p>
      <ol id="arrived" aria-label="Messages">${items}</ol>`;
    return { html: frame(main, this.consoleUrl), headers: HEADERS };
  }

  private writtenText(id: string): InboxMessage | undefined {
    const message = this.inbox.find(id);
    return message?.direction === 'inbound' ? message : undefined;
  }
}

function frame(main: string, consoleUrl: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Sandbox: what arrived</title>
  <link rel="icon" href="${ICON}">
  <style>${STYLE}</style>
</head>
<body>
<header>
  <h1>Sandbox</h1>
  <p>Twilio, Vonage, SendGrid, Amazon SES and an HTTP provider, played locally: what Sendstream sends ends here. <a href="${escapeHtml(consoleUrl)}/">Console</a></p>
</header>
<main>${main}
<details class="outcomes">
  <summary>Numbers and addresses that choose an outcome</summary>
  <div class="scroll" tabindex="0" role="region" aria-label="Numbers and addresses"><table>
    <thead><tr><th scope="col">Provider</th><th scope="col">Address</th><th scope="col">What happens</th><th scope="col">Defined by</th></tr></thead>
    <tbody>${outcomeRows().map(outcomeLine).join('')}</tbody>
  </table></div>
</details>
</main>
<script>${SCRIPT}</script>
</body>
</html>`;
}

function searchForm({ search = '' }: InboxQueryDto): string {
  return `<form role="search" action="/messages"><label for="search">Search addresses, words, ids, statuses and error codes</label>
      <input id="search" name="search" type="search" value="${escapeHtml(search)}" maxlength="200"></form>`;
}

function counted(total: number, shown: number): string {
  const messages = total === 1 ? '1 message' : `${total} messages`;
  return shown < total ? `${messages}, the newest ${shown} shown` : messages;
}

function nothing({ search }: InboxQueryDto): string {
  return search
    ? 'No message has these words. The newest 50,000 are searched.'
    : 'Nothing yet. Send something to the API, or write a text above, and it appears here.';
}

function outcomeLine(row: ReturnType<typeof outcomeRows>[number]): string {
  const cells = [row.provider, row.address, row.says, row.origin];
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
}
