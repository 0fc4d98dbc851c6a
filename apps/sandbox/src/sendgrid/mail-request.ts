import { SendgridError } from './sendgrid-error.js';
import { type JsonObject, readMailFaults, stringsOf } from './mail-faults.js';

/** One personalization: SendGrid makes one mail of each. */
export interface Personalization {
  /** Bare addresses of to, cc and bcc. */
  recipients: string[];
  subject: string;
  customArgs: Record<string, string>;
}

/** What a valid request to send asks for. */
export interface MailRequest {
  from: string;
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
    personalizations: mail.personalizations.map((each) => ({
      recipients: [each.to, each.cc, each.bcc].flatMap((list) => list ?? []).map(({ email }) => email),
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
