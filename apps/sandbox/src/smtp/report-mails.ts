import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Behaviour } from '../behaviour/behaviour.js';
import { CallbackQueue } from '../callbacks/callback-queue.js';
import { recordCallback, recordTry } from '../callbacks/callback-record.js';
import { UNTIL_TAKEN } from '../callbacks/retry-policy.js';
import type { SendgridReport } from '../outcomes/outcome.js';
import { SandboxSettings } from '../sandbox-settings.js';
import type { SmtpMessage } from './smtp-messages.js';

/** What mail servers report of a mail; that it arrived they do not. */
const DELIVERY: Partial<Record<SendgridReport, { action: string; status: string; words: string }>> = {
  bounce: {
    action: 'failed',
    status: '5.1.1',
    words: '550 5.1.1 The email account that you tried to reach does not exist',
  },
  blocked: { action: 'failed', status: '5.7.1', words: '550 5.7.1 Message rejected by the recipient policy' },
  deferred: { action: 'delayed', status: '4.7.0', words: '421 4.7.0 Try again later' },
};

/** Writes the reports on a mail (RFC 3464, RFC 5965) to its return path; they reach the api as mails to us do. */
@Injectable()
export class ReportMails {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly behaviour: Behaviour,
    private readonly queue: CallbackQueue,
  ) {}

  async follow(message: SmtpMessage, reports: readonly SendgridReport[]): Promise<void> {
    for (const report of this.behaviour.inDeliveryOrder([...reports])) {
      await this.behaviour.beforeCallback();
      message.updatedAt = new Date();
      if (report !== 'spamreport') message.status = report;
      const mail = mailOf(message, report);
      if (mail !== null) await this.post(message, report, mail);
    }
  }

  private async post(message: SmtpMessage, report: SendgridReport, mail: string): Promise<void> {
    const url = `${this.settings.publicUrl.replace(/\/$/, '')}/api/v1/webhooks/sendgrid/inbound`;
    const boundary = randomUUID();
    const envelope = JSON.stringify({ to: [message.returnPath], from: '' });
    const fields = Object.entries({ envelope, email: mail }).map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const login = Buffer.from(`sandbox:${this.settings.sendgridInboundSecret}`).toString('base64');
    const headers = {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      ...(this.settings.sendgridInboundSecret !== '' && { Authorization: `Basic ${login}` }),
    };
    const copies = Array.from({ length: this.behaviour.current().callbackCopies }, () => {
      const record = recordCallback(message, report, url);
      return this.queue.deliver({
        url,
        retry: UNTIL_TAKEN,
        compose: () => ({ headers, body: `${fields.join('')}--${boundary}--\r\n` }),
        tried: (result) => recordTry(record, result),
      });
    });
    await Promise.all(copies);
  }
}

/** Null for what nobody is written of. */
function mailOf(message: SmtpMessage, report: SendgridReport): string | null {
  const delivery = DELIVERY[report];
  if (delivery) {
    const { action, status, words } = delivery;
    const fields = [
      'Reporting-MTA: dns; mx.simulator.sendstream.test',
      '',
      `Final-Recipient: rfc822; ${message.to}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${words}`,
      `Last-Attempt-Date: ${new Date().toUTCString()}`,
    ];
    return reportMail(message, 'delivery-status', words, fields);
  }
  if (report !== 'spamreport') return null;
  return reportMail(message, 'feedback-report', 'The recipient reported this mail as spam.', [
    'Feedback-Type: abuse',
    'User-Agent: Sandbox/1.0',
    'Version: 1',
    `Original-Mail-From: <${message.returnPath}>`,
    `Original-Rcpt-To: <${message.to}>`,
  ]);
}

function reportMail(message: SmtpMessage, type: string, words: string, fields: string[]): string {
  const boundary = `report-${randomUUID()}`;
  return [
    'From: Mail Delivery System <MAILER-DAEMON@mx.simulator.sendstream.test>',
    `To: ${message.returnPath}`,
    `Message-ID: <${randomUUID()}@mx.simulator.sendstream.test>`,
    `Date: ${new Date().toUTCString()}`,
    'Subject: A report on your mail',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type}; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    words,
    `--${boundary}`,
    `Content-Type: message/${type}`,
    '',
    ...fields,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    `Return-Path: <${message.returnPath}>`,
    ...(message.messageIdHeader === null ? [] : [`Message-ID: ${message.messageIdHeader}`]),
    `To: ${message.to}`,
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n');
}
