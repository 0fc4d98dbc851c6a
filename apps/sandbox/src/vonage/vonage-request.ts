import { VonageProblem } from './vonage-problem.js';

/** What a valid request to send asks for; numbers with their `+`. */
export interface VonageRequest {
  channel: 'sms' | 'mms';
  from: string;
  to: string;
  body: string;
  attachments: string[];
  clientRef: string | null;
  statusUrl: string | null;
  validityPeriod: number | null;
}

type Json = Record<string, unknown>;
const NUMBER = /^[1-9]\d{6,14}$/;
const SENDER = /^(\d{3,15}|(?=.*[a-z])[a-z\d ]{1,11})$/i;
const FILES = ['image', 'audio', 'video', 'vcard', 'file'];
const MAX_TEXT_LENGTH = 3_200;
const MAX_REF_LENGTH = 100;
const TTL = { sms: [20, 604_800], mms: [300, 259_200] } as const;

/** Reads the body of `POST /v1/messages` (https://developer.vonage.com/en/api/messages). @throws VonageProblem */
export function readVonageRequest(body: unknown): VonageRequest {
  if (typeof body !== 'object' || body === null) throw VonageProblem.of('invalid-json');
  const { channel, from, to, client_ref: clientRef, webhook_url: statusUrl, ttl } = body as Json;
  if (channel !== 'sms' && channel !== 'mms') throw VonageProblem.of('1400');
  if (typeof from !== 'string' || !SENDER.test(from)) throw VonageProblem.of('1420');
  if (typeof to !== 'string' || !NUMBER.test(to)) throw VonageProblem.of('1430');
  if (clientRef !== undefined && (typeof clientRef !== 'string' || clientRef.length > MAX_REF_LENGTH))
    throw VonageProblem.of('1450');
  if (statusUrl !== undefined && !isHttpUrl(statusUrl)) throw invalid('webhook_url');
  const [least, most] = TTL[channel];
  if (ttl !== undefined && !(Number.isInteger(ttl) && Number(ttl) >= least && Number(ttl) <= most))
    throw invalid('ttl');
  return {
    channel,
    ...{ from: known(from), to: known(to) },
    ...contentOf(channel, body as Json),
    clientRef: clientRef ?? null,
    statusUrl: (statusUrl as string | undefined) ?? null,
    validityPeriod: (ttl as number | undefined) ?? null,
  };
}

function contentOf(channel: 'sms' | 'mms', body: Json): Pick<VonageRequest, 'body' | 'attachments'> {
  const type = String(body.message_type);
  if (type === 'text') {
    const { text } = body;
    if (typeof text !== 'string' || text === '' || text.length > MAX_TEXT_LENGTH) throw invalid('text');
    return { body: text, attachments: [] };
  }
  if (channel === 'sms' || !(type === 'content' || FILES.includes(type))) throw VonageProblem.of('1440');
  const files = [body[type]].flat() as ({ url?: unknown; caption?: unknown } | undefined)[];
  if (files.length === 0 || !files.every((file) => isHttpUrl(file?.url))) throw invalid(`${type}.url`);
  const caption = files.find((file) => typeof file?.caption === 'string')?.caption;
  return {
    body: (caption as string | undefined) ?? '',
    attachments: files.map((file) => file?.url as string),
  };
}

function invalid(parameter: string): VonageProblem {
  return VonageProblem.of('1020', { detail: `The value of ${parameter} is invalid.` });
}

/** With the `+` that Vonage leaves out; short codes and names as they are. */
function known(party: string): string {
  return NUMBER.test(party) ? `+${party}` : party;
}

function isHttpUrl(text: unknown): boolean {
  return typeof text === 'string' && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
