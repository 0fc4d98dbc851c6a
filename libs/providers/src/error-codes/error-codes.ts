import { kindOfAccount } from '../accounts/provider-kind.js';
import type { CodeGroup, ErrorCode } from './error-code.js';
import { OWN_CODES } from './own-codes.js';
import { SENDGRID_ANSWERS, SENDGRID_EVENTS } from './sendgrid-codes.js';
import { SES_ANSWERS, SES_EVENTS } from './ses-codes.js';
import { ENHANCED_CODES, REPLY_CODES, SMTP_LOGIN_CODES } from './smtp-codes.js';
import { TWILIO_ACCOUNT_CODES } from './twilio-account-codes.js';
import { TWILIO_CHANNEL_CODES } from './twilio-channel-codes.js';
import { TWILIO_DELIVERY_CODES } from './twilio-delivery-codes.js';
import { TWILIO_REQUEST_CODES } from './twilio-request-codes.js';
import { VONAGE_ANSWERS, VONAGE_DELIVERY_CODES, VONAGE_REQUEST_CODES } from './vonage-codes.js';

const TWILIO = 'https://www.twilio.com/docs/api/errors';
const SENDGRID_API =
  'https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/errors';
const SENDGRID_EVENT = 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event';
const SES_API = 'https://docs.aws.amazon.com/ses/latest/APIReference-V2';
const SES_EVENT = 'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html';
const VONAGE_ERRORS = 'https://developer.vonage.com/en/api-errors';
const ENHANCED =
  'https://www.iana.org/assignments/smtp-enhanced-status-codes/smtp-enhanced-status-codes.xhtml';
const REPLIES = 'https://www.rfc-editor.org/rfc/rfc5321#section-4.2';

const LOGIN = 'https://www.rfc-editor.org/rfc/rfc4954#section-6';

/** Tells the answers of SendGrid's API from those of mail servers, which have figures too. */
const HTTP = 'http_';

/** A mail server says first whether it is for good (5) or for now (4). */
const CLASSES = [
  { figure: '5', permanent: true },
  { figure: '4', permanent: false },
];

function codesOf(
  provider: string,
  groups: CodeGroup[],
  source: (code: string) => string | null,
  prefix = '',
): ErrorCode[] {
  return groups.flatMap(({ whatToDo, permanent, elsewhere = false, codes }) =>
    Object.entries(codes).map(([code, title]) => {
      return {
        provider,
        code: `${prefix}${code}`,
        title,
        whatToDo,
        source: source(code),
        permanent,
        elsewhere,
      };
    }),
  );
}

/** What mail servers say, to a provider or to us. */
function mailServerCodes(provider: 'sendgrid' | 'ses' | 'smtp'): ErrorCode[] {
  const enhanced = CLASSES.flatMap(({ figure, permanent }) =>
    codesOf(
      provider,
      ENHANCED_CODES.map((group) => ({ ...group, permanent })),
      () => ENHANCED,
      `${figure}.`,
    ),
  );
  return [...enhanced, ...codesOf(provider, REPLY_CODES, () => REPLIES)];
}

/** Every code that is explained, by provider. */
export const ERROR_CODES: readonly ErrorCode[] = [
  ...codesOf(
    'twilio',
    [...TWILIO_ACCOUNT_CODES, ...TWILIO_REQUEST_CODES, ...TWILIO_DELIVERY_CODES, ...TWILIO_CHANNEL_CODES],
    (code) => `${TWILIO}/${code}`,
  ),
  ...codesOf('sendgrid', SENDGRID_ANSWERS, () => SENDGRID_API, HTTP),
  ...codesOf('sendgrid', SENDGRID_EVENTS, () => SENDGRID_EVENT),
  ...mailServerCodes('sendgrid'),
  ...mailServerCodes('smtp'),
  ...codesOf('smtp', SMTP_LOGIN_CODES, () => LOGIN),
  ...codesOf('ses', SES_ANSWERS.send, () => `${SES_API}/API_SendEmail.html`),
  ...codesOf('ses', SES_ANSWERS.common, () => `${SES_API}/CommonErrors.html`),
  ...codesOf('ses', SES_EVENTS, () => SES_EVENT),
  ...mailServerCodes('ses'),
  ...codesOf('vonage', VONAGE_ANSWERS, (code) => `${VONAGE_ERRORS}#${code}`),
  ...codesOf(
    'vonage',
    [...VONAGE_REQUEST_CODES, ...VONAGE_DELIVERY_CODES],
    (code) => `${VONAGE_ERRORS}/messages#${code}`,
  ),
  ...codesOf('sendstream', OWN_CODES, () => null),
];

const byName = new Map(ERROR_CODES.map((each) => [`${each.provider} ${each.code}`, each]));

/**
 * What a code of this provider means, or a code that we gave; of an answer without a code what its HTTP status means. Null:
 * it is not known.
 */
export function explain(
  provider: string | null,
  code: string | null,
  httpStatus: number | null = null,
): ErrorCode | null {
  const kind = provider === null ? null : kindOfAccount(provider);
  if (code === null) return byName.get(`${kind} ${HTTP}${httpStatus}`) ?? null;
  return byName.get(`${kind} ${code}`) ?? byName.get(`sendstream ${code}`) ?? null;
}
