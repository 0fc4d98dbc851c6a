import type { Schemas } from '../api/api.js';

export type Message = Schemas['Message'];
export type MessageDetails = Schemas['MessageDetails'];

/** The status of a message that has not begun to be sent: it can still be stopped. */
const STOPPABLE = ['scheduled', 'pending', 'retry'];
const REPEATABLE = ['failed', 'retry'];
const FINAL = ['delivered', 'failed', 'canceled', 'received'];

export const canBeCanceled = ({ status }: Message) => STOPPABLE.includes(status);
/** Once it is due, its time is over. */
export const canBeRescheduled = ({ status }: Message) => status === 'scheduled';
export const canBeRetried = ({ status, direction }: Message) =>
  direction === 'outbound' && REPEATABLE.includes(status);
export const isUnderWay = ({ status }: Message) => status === 'pending' || status === 'sending';
export const isAtItsEnd = ({ status }: Message) => FINAL.includes(status);

/** The person at the other end. */
export const contactOf = ({ direction, from, to }: Message) => (direction === 'inbound' ? from : to);
/** Our end. */
export const ownAddressOf = ({ direction, from, to }: Message) => (direction === 'inbound' ? to : from);

/** The words of a message on one line. */
export function summaryOf({ subject, body, attachments }: Message): string {
  const words = [subject, body].filter((part) => part !== null && part !== '').join(' — ');
  if (words !== '') return words.replace(/\s+/g, ' ');
  return attachments.length === 1 ? '1 attachment' : `${attachments.length} attachments`;
}

/** What is known of why it failed. */
export interface Failure {
  code: string | null;
  text: string | null;
  provider: string | null;
}

export function failureOf({ error }: Message): Failure | null {
  if (error === null) return null;
  const { code, message, provider } = error;
  return { code: textOf(code), text: textOf(message), provider: textOf(provider) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
