import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { TwilioError } from './twilio-errors.js';

/** The form of a request, as parsed: a name that came several times has an array. */
export type TwilioForm = Record<string, string | string[] | undefined>;

/** What a valid request to send asks for. */
export interface MessageRequest {
  to: string;
  /** Empty when a messaging service is to choose. */
  from: string;
  body: string;
  attachments: string[];
  messagingServiceSid: string | null;
  statusCallback: string | null;
  /** Seconds it may wait to be sent. */
  validityPeriod: number | null;
}

const E164 = /^\+[1-9]\d{6,14}$/;
const SHORT_CODE = /^\d{3,8}$/;
/** https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id */
const ALPHANUMERIC_SENDER = /^(?=.*[a-z])[a-z\d +\-_&]{1,11}$/i;
/** Where texts from such a sender are not possible. */
const NUMBERS_ONLY = new Set(['US', 'PR', 'VI', 'GU', 'AS', 'MP', 'CA']);
const MAX_BODY_LENGTH = 1_600;
const MAX_MEDIA = 10;
const MAX_VALIDITY_SECONDS = 36_000;

/**
 * Reads the form of `POST Messages.json`, checking in the order Twilio does.
 * @throws TwilioError with the code of the first rule that is broken.
 */
export function readMessageRequest(form: TwilioForm): MessageRequest {
  const to = phoneNumber(first(form.To));
  const from = phoneNumber(first(form.From));
  const body = first(form.Body);
  const attachments = [form.MediaUrl ?? []].flat().filter((url) => url !== '');
  const messagingServiceSid = first(form.MessagingServiceSid) || null;
  const statusCallback = first(form.StatusCallback) || null;
  const validityPeriod = first(form.ValidityPeriod) === '' ? null : Number(first(form.ValidityPeriod));
  const refuse = (code: number) => TwilioError.of(code, { to, from });

  if (to === '') throw refuse(21604);
  if (from === '' && messagingServiceSid === null) throw refuse(21603);
  if (body === '' && attachments.length === 0) throw refuse(21602);
  if (!E164.test(to)) throw refuse(21211);
  if (from !== '' && ![E164, SHORT_CODE, ALPHANUMERIC_SENDER].some((shape) => shape.test(from)))
    throw refuse(21212);
  if (to === from) throw refuse(21266);
  if (ALPHANUMERIC_SENDER.test(from)) {
    if (NUMBERS_ONLY.has(parsePhoneNumberFromString(to)?.country ?? '')) throw refuse(21657);
    if (attachments.length > 0) throw refuse(21612);
  }
  if (body.length > MAX_BODY_LENGTH) throw refuse(21617);
  if (attachments.length > MAX_MEDIA) throw refuse(21623);
  if (!attachments.every(isHttpUrl)) throw refuse(21620);
  if (statusCallback !== null && !isHttpUrl(statusCallback)) throw refuse(21609);
  if (validityPeriod !== null && !isValidity(validityPeriod)) throw refuse(21624);
  return { to, from, body, attachments, messagingServiceSid, statusCallback, validityPeriod };
}

function first(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** Twilio takes numbers with the usual separators and answers with E.164. */
function phoneNumber(text: string): string {
  const bare = text.replace(/[\s().-]/g, '');
  return /^\+?\d+$/.test(bare) ? bare : text.trim();
}

function isValidity(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_VALIDITY_SECONDS;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
