import { SANDBOX_CREDENTIALS } from '#config';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import twilio from 'twilio';
import { SMS } from '../support/client.js';

export type Fields = Record<string, string>;

const WEBHOOK = '/api/v1/webhooks/twilio';

export const newSid = () => `SM${randomUUID().replaceAll('-', '')}`;

/** Posts a callback as Twilio signs it; `query`: of the address it was given. */
export function postCallback(url: string, fields: Fields, query = '') {
  const path = WEBHOOK + query;
  const whole = { AccountSid: SANDBOX_CREDENTIALS.twilioAccountSid, ApiVersion: '2010-04-01', ...fields };
  const signature = twilio.getExpectedTwilioSignature(SANDBOX_CREDENTIALS.twilioAuthToken, url + path, whole);
  return request(url).post(path).type('form').set('X-Twilio-Signature', signature).send(whole);
}

/** A text to us. */
export const inboundText = (From: string, Body: string, sid = newSid()): Fields => ({
  Body,
  From,
  MessageSid: sid,
  NumMedia: '0',
  SmsMessageSid: sid,
  SmsSid: sid,
  SmsStatus: 'received',
  To: SMS.from,
});

/** News of a text of ours. */
export const newsOf = (To: string, sid: string, status: string): Fields => ({
  From: SMS.from,
  MessageSid: sid,
  MessageStatus: status,
  SmsSid: sid,
  SmsStatus: status,
  To,
});
