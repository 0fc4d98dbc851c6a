import { SendgridError } from './sendgrid-error.js';
import { type JsonObject, readMailFaults, stringsOf } from './mail-faults.js';

/** One personalization: SendGrid makes one mail of each. */
export interface Personalization {
  /** Bare addresses, and whether of to, cc or bcc. */
  recipients: { email: string; sentAs: SentAs }[];
  subject: string;
  customArgs: Record<string, string>;
}

export type SentAs = 'to' | 'cc' | 'bcc';

/** What a valid request to send asks for. */
export interface MailRequest {
  from: string;
  replyTo: string | null;
  personalizations: Personalization[];
  text: string;
  html: string | null;
  /** File names. */
  attachments: string[];
  categories: string[];
  /** A Message-ID header that the caller chose. */
  messageId: string | null;
  isSandboxMode: boolean;
}

type Address = { email: string };

/**
 * Reads the body of `POST /v3/mail/send`.
 * @throws SendgridError 400 with every rule that is broken.
 */
export function readMailRequest(body: JsonObject): MailRequest {
  const faults = readMailFaults(body);
  if (faults.length > 0) throw new SendgridError(400, faults);

  const mail = body as unknown as ValidMail;
  const contentOf = (type: string) => mail.content?.find((part) => part.type === type)?.value ?? null;
  return {
    from: mail.from.email,
    replyTo: mail.reply_to?.email ?? null,
    personalizations: mail.personalizations.map((each) => ({
      recipients: (['to', 'cc', 'bcc'] as const).flatMap((sentAs) =>
        (each[sentAs] ?? []).map(({ email }) => ({ email, sentAs })),
      ),
      subject: each.subject ?? mail.subject ?? '',
      customArgs: { ...stringsOf(mail.custom_args), ...stringsOf(each.custom_args) },
    })),
    text: contentOf('text/plain') ?? '',
    html: contentOf('text/html'),
    attachments: mail.attachments?.map(({ filename }) => filename) ?? [],
    categories: mail.categories ?? [],
    messageId: stringsOf(mail.headers)['Message-ID'] ?? null,
    isSandboxMode: mail.mail_settings?.sandbox_mode?.enable === true,
  };
}

interface ValidMail {
  from: Address;
  reply_to?: Address;
  subject?: string;
  personalizations: {
    to: Address[];
    cc?: Address[];
    bcc?: Address[];
    subject?: string;
    custom_args?: JsonObject;
  }[];
  content?: { type: string; value: string }[];
  attachments?: { filename: string }[];
  categories?: string[];
  headers?: JsonObject;
  custom_args?: JsonObject;
  mail_settings?: { sandbox_mode?: { enable?: boolean } };
}
