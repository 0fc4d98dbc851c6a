import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CallbackResult } from '../callbacks/callback-queue.js';
import { CallbackSender, type MessageCallback } from '../callbacks/callback-sender.js';
import { UNTIL_TAKEN } from '../callbacks/retry-policy.js';
import type { HttpReport } from '../outcomes/outcome.js';
import { SandboxSettings } from '../sandbox-settings.js';
import type { HttpMessage } from './http-message.js';
import { HttpProblem } from './http-problem.js';
import { standardHeaders } from './http-signature.js';

/** What the other side of the HTTP provider posts, as docs/providers/http.md has it. */
@Injectable()
export class HttpCallbacks {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly sender: CallbackSender,
  ) {}

  follow(message: HttpMessage, reports: readonly HttpReport[], errorCode?: string): Promise<void> {
    return this.sender.follow(message, reports, (report) => {
      message.errorCode = report === 'failed' ? (errorCode ?? null) : null;
      if (message.callbackUrl === null) return null;
      const { id, messageId: message_id, errorCode: code } = message;
      const why = code === null ? {} : { code, reason: HttpProblem.titleOf(code) };
      return this.signed(message, message.callbackUrl, `message.${report}`, { message_id, id, ...why });
    });
  }

  /** Somebody wrote to the application. */
  received(message: HttpMessage, url: string): Promise<CallbackResult> {
    const { id, channel, from, to, subject, body, html } = message;
    const attachments = message.attachments.map((each) => ({ url: each, content_type: 'image/png' }));
    const data = { id, channel, from, to, subject, body, html, attachments };
    return this.sender.tell(message, this.signed(message, url, 'message.received', data));
  }

  private signed(message: HttpMessage, url: string, type: string, data: object): MessageCallback {
    const [secret = ''] = this.settings.httpProviderSecret.split(',');
    const body = JSON.stringify({ type, timestamp: message.updatedAt.toISOString(), data });
    const id = `evt_${randomUUID()}`;
    const headers = () => ({ 'Content-Type': 'application/json', ...standardHeaders(secret, id, body) });
    return { status: message.status, url, body, retry: UNTIL_TAKEN, headers };
  }
}
