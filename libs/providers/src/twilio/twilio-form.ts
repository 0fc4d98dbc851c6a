import type { WebhookRequest } from '../message-provider.js';
import { WebhookFormatError } from '../provider-errors.js';
import { twilioFields } from './twilio-fields.js';

/** What a field may hold. Each has a form that nothing can be added to, or taken from, without being seen. */
const FORMS: [name: RegExp, form: RegExp][] = [
  [/^(MessageSid|SmsSid|SmsMessageSid)$/, /^[SM]M[0-9a-f]{32}$/],
  [/^MessagingServiceSid$/, /^(MG[0-9a-f]{32})?$/],
  [/^(MessageStatus|SmsStatus)$/, /^[a-z_]{1,40}$/],
  [/^OptOutType$/, /^(STOP|START|HELP)?$/i],
  [/^NumMedia$/, /^([0-9]|10)$/],
  [/^NumSegments$/, /^\d{1,3}$/],
  [/^ErrorCode$/, /^\d{0,6}$/],
  [/^ApiVersion$/, /^\d{4}-\d{2}-\d{2}$/],
  [/^MediaContentType\d$/, /^[\w.+/-]{0,100}(;[^\r\n]{0,100})?$/],
];
/** What people or carriers write, in any words. All of these sort before `From`: see docs/decisions/0021-what-twilio-signs.md. */
const WORDS = new Set(['Body', 'ButtonPayload', 'ButtonText', 'ErrorMessage']);
const FIELD = /^[A-Z][A-Za-z0-9]{0,63}$/;
/** The beginning of another field inside a value, with what that may hold. */
const GLUED =
  /AccountSid|ApiVersion|(Message|Sms|MessagingService)Sid|(Message|Sms)Status|Num(Media|Segments)\d|OptOutType|ErrorCode|Media(Url|ContentType)\d|(From|To)(City|Country|State|Zip|[+\d]|[a-z]+:\+)/;

/** One text, or its status, is named by up to three fields, always alike. */
const SAME = [
  ['MessageSid', 'SmsMessageSid', 'SmsSid'],
  ['MessageStatus', 'SmsStatus'],
];
/** What is in an address of ours: the message's id, as we gave it, and the digest that Twilio adds for a JSON body. */
const OUR_QUERY = /^(\?(message_id=[0-9a-f-]{36})?(&?bodySHA256=[0-9a-f]{64})?)?$/;

/**
 * Why a signed callback cannot be one that Twilio sent; null for what it can have sent. The signature is over address,
 * names and values with nothing between them, so that it is good for every other way to cut that string into fields. Says
 * nothing of what is in the fields, also where that was made a name.
 */
export function faultOf(request: WebhookRequest, accountSid: string): string | null {
  let fields: Map<string, string>;
  try {
    fields = twilioFields(request);
  } catch (error) {
    if (error instanceof WebhookFormatError) return 'a field comes twice';
    throw error;
  }
  for (const [name, value] of fields) {
    if (!FIELD.test(name)) return 'a name is none of a field of Twilio';
    const isFormed = FORMS.every(([names, form]) => !names.test(name) || form.test(value));
    if (!isFormed || isGlued(name, value)) return `${isKnown(name) ? name : 'a field'} is of another form`;
  }
  for (const names of SAME) {
    const given = names.filter((name) => fields.has(name));
    if (new Set(given.map((name) => fields.get(name))).size > 1) return `${given.join(' and ')} differ`;
  }
  const account = fields.get('AccountSid');
  if (account !== undefined && account !== accountSid) return 'AccountSid is of another account';
  // The first of all that Twilio sends: where it is a field, no field has moved into the address.
  if (account === undefined && !OUR_QUERY.test(queryOf(request.url))) return 'AccountSid is missing';
  return null;
}

function isKnown(name: string): boolean {
  return FORMS.some(([names]) => names.test(name));
}

function isGlued(name: string, value: string): boolean {
  return !WORDS.has(name) && GLUED.test(value);
}

function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}
