import { type KeyObject, randomUUID, sign } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { SANDBOX_CREDENTIALS } from '#config';
import twilio from 'twilio';
import type { LedgerEntry } from './ledger.js';

const TRIES = 50;

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
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const response = await fetch(url, { method: 'POST', body, headers });
    if (response.ok) return;
    if (response.status !== 503) throw new Error(`the callback was answered ${response.status}`);
    await delay(50);
  }
  throw new Error('the callback was never taken');
}
