import request from 'supertest';
import { eventually } from './eventually.js';

export interface SentMessage {
  id: string;
  status: string;
  [field: string]: unknown;
}

export const SMS = { type: 'sms', from: '+15551234567', to: '+15559876543', body: 'Your code is 123456' };
export const MMS = { ...SMS, type: 'mms', attachments: ['https://example.com/picture.png'] };
export const EMAIL = {
  type: 'email',
  from: 'Shop <shop@example.com>',
  to: 'someone@example.org',
  subject: 'Your order',
  body: 'It is on its way.',
};

/** Posts a message and answers the 201's body. */
export async function send(url: string, body: object = SMS): Promise<SentMessage> {
  const response = await request(url).post('/api/v1/messages/send').send(body).expect(201);
  return response.body as SentMessage;
}

export async function get(url: string, id: string): Promise<SentMessage> {
  const response = await request(url).get(`/api/v1/messages/${id}`).expect(200);
  return response.body as SentMessage;
}

/** The types of a message's events, in order. */
export async function timeline(url: string, id: string): Promise<string[]> {
  const response = await request(url).get(`/api/v1/messages/${id}/events`).expect(200);
  return (response.body as { events: { type: string }[] }).events.map((event) => event.type);
}

/** Waits until the message is in this status, and answers it. */
export async function reaches(
  url: string,
  id: string,
  status: string,
  withinMs?: number,
): Promise<SentMessage> {
  let message: SentMessage | undefined;
  await eventually(async () => {
    message = await get(url, id);
    expect(message.status).toBe(status);
  }, withinMs);
  return message as SentMessage;
}
