import { type KeyObject, randomUUID, sign } from 'node:crypto';
import { SANDBOX_CREDENTIALS } from '#config';
import twilio from 'twilio';
import { eventually } from '../../support/eventually.js';
import type { LedgerEntry } from './ledger.js';

/** Tells the api, as Twilio does, what became of a message. Resolves when the api has taken it. */
export async function twilioReports(entry: LedgerEntry, status: string): Promise<void> {
  // The fragment, which says how often to try, is neither called nor signed.
  const url = (entry.callbackUrl as string).replace(/#.*$/, '');
  const fields = {
    MessageSid: entry.providerMessageId,
    MessageStatus: status,
    To: entry.to,
    From: entry.from,
  };
  const signature = twilio.getExpectedTwilioSignature(SANDBOX_CREDENTIALS.twilioAuthToken, url, fields);
  await post(url, new URLSearchParams(fields).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-Twilio-Signature': signature,
  });
}

/** As SendGrid does; `key` is its private one. */
export async function sendgridReports(
  entry: LedgerEntry,
  event: string,
  apiUrl: string,
  key: KeyObject,
): Promise<void> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const body = JSON.stringify([
    {
      event,
      email: entry.to,
      timestamp: Number(timestamp),
      sg_event_id: randomUUID(),
      sg_message_id: `${entry.providerMessageId}.recvd-0`,
      message_id: entry.messageId,
    },
  ]);
  await post(`${apiUrl}/api/v1/webhooks/sendgrid`, body, {
    'Content-Type': 'application/json',
    'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
    'X-Twilio-Email-Event-Webhook-Signature': sign('sha256', Buffer.from(timestamp + body), key).toString(
      'base64',
    ),
  });
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<void> {
  let answer: Response | Error | undefined;
  await eventually(async () => {
    answer = await fetch(url, { method: 'POST', body, headers }).catch((error: Error) => error);
    expect(answer).not.toMatchObject({ status: 503 });
  });
  if (!(answer instanceof Response)) throw answer as Error;
  if (!answer.ok) throw new Error(`the callback was answered ${answer.status}`);
}
