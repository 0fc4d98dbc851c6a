import { SesError } from './ses-error.js';

/** What a valid request to send asks for. */
export interface SesRequest {
  from: string;
  recipients: { to: string; sentAs: 'to' | 'cc' | 'bcc' }[];
  replyTo: string | null;
  subject: string;
  text: string;
  html: string | null;
  /** File names. */
  attachments: string[];
  headers: Record<string, string>;
  tags: Record<string, string>;
  configurationSet: string | null;
}

type Fields = Record<string, unknown>;

const ADDRESS = /^[\x20-\x7e]*[^\s@<>]@[^\s@<>]+>?$/;
const TAG = /^[\w-]{1,256}$/;
const MAX_RECIPIENTS = 50;

/**
 * Reads the body of `POST /v2/email/outbound-emails`, of simple content.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @throws SesError 400
 */
export function readSesRequest(body: unknown): SesRequest {
  const mail = fieldsOf(body);
  const simple = fieldsOf(fieldsOf(mail.Content).Simple);
  const destination = fieldsOf(mail.Destination);
  const recipients = (['to', 'cc', 'bcc'] as const).flatMap((sentAs) => {
    const list = destination[`${sentAs === 'to' ? 'To' : sentAs === 'cc' ? 'Cc' : 'Bcc'}Addresses`];
    return addressesOf(list).map((to) => ({ to, sentAs }));
  });
  if (recipients.length === 0) throw SesError.of('BadRequestException', 'Missing final recipient');
  if (recipients.length > MAX_RECIPIENTS)
    throw SesError.of('BadRequestException', `Recipient count exceeds ${MAX_RECIPIENTS}`);
  const [from = ''] = addressesOf([mail.FromEmailAddress]);
  const { Text, Html } = fieldsOf(simple.Body);
  const [text, html] = [Text, Html].map((part) => (part === undefined ? null : dataOf(part, 'Body')));
  if (!text && !html) throw SesError.of('BadRequestException', 'Missing required field Body');
  return {
    from,
    recipients,
    replyTo: addressesOf(mail.ReplyToAddresses)[0] ?? null,
    subject: dataOf(simple.Subject, 'Subject'),
    text: text ?? '',
    html: html ?? null,
    attachments: fieldsIn(simple.Attachments).map(fileName),
    headers: pairsOf(simple.Headers),
    tags: tagsOf(mail.EmailTags),
    configurationSet: typeof mail.ConfigurationSetName === 'string' ? mail.ConfigurationSetName : null,
  };
}

function addressesOf(list: unknown): string[] {
  const addresses = Array.isArray(list) ? list : [];
  return addresses.map((address: unknown) => {
    if (typeof address === 'string' && ADDRESS.test(address)) return address;
    throw SesError.of('BadRequestException', `Illegal address`);
  });
}

function dataOf(content: unknown, field: string): string {
  const { Data } = fieldsOf(content);
  if (typeof Data === 'string' && Data !== '') return Data;
  throw SesError.of('BadRequestException', `Missing required field ${field}`);
}

function fileName({ FileName, RawContent }: Fields): string {
  if (typeof FileName === 'string' && typeof RawContent === 'string') return FileName;
  throw SesError.of('BadRequestException', 'An attachment needs FileName and RawContent');
}

function tagsOf(list: unknown): Record<string, string> {
  const tags = pairsOf(list);
  const isValid = Object.entries(tags).every((pair) => pair.every((text) => TAG.test(text)));
  if (isValid) return tags;
  throw SesError.of('BadRequestException', 'Tags may have letters, figures, _ and - alone');
}

function pairsOf(list: unknown): Record<string, string> {
  return Object.fromEntries(fieldsIn(list).map(({ Name, Value }) => [String(Name), String(Value)]));
}

function fieldsIn(list: unknown): Fields[] {
  return Array.isArray(list) ? list.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
