import type { SendgridFault } from './sendgrid-error.js';

export type JsonObject = Record<string, unknown>;

const HELP = 'http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html';
const EMAIL = /^[^\s@<>]+@[^\s@<>]+$/;
const MAX_PERSONALIZATIONS = 1_000;
const MAX_CUSTOM_ARGS_BYTES = 10_000;

/**
 * Every rule that a mail breaks, in SendGrid's own words
 * (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors). Empty: the mail is valid.
 */
export function readMailFaults(mail: JsonObject): SendgridFault[] {
  const faults: SendgridFault[] = [];
  const fault = (field: string, anchor: string, message: string) =>
    faults.push({ message, field, help: `${HELP}#${anchor}` });

  const from = asObject(mail.from).email;
  if (typeof from !== 'string' || from === '') {
    fault(
      'from.email',
      'message.from',
      'The from object must be provided for every email send. It is an object that requires the email parameter, ' +
        'but may also contain a name parameter.  e.g. {"email" : "example@example.com"}  or ' +
        '{"email" : "example@example.com", "name" : "Example Recipient"}.',
    );
  } else if (!EMAIL.test(from)) {
    fault('from.email', 'message.from', 'The from email does not contain a valid address.');
  }

  const personalizations = asArray(mail.personalizations);
  if (personalizations.length === 0) {
    fault(
      'personalizations',
      '-Personalizations-Errors',
      'The personalizations field is required and must have at least one personalization.',
    );
  } else if (personalizations.length > MAX_PERSONALIZATIONS) {
    fault(
      'personalizations',
      '-Personalizations-Errors',
      `The personalization block is limited to ${MAX_PERSONALIZATIONS} personalizations per API request. ` +
        `You have provided ${personalizations.length} personalizations. ` +
        'Please consider splitting this into multiple requests and resending your request.',
    );
  }
  personalizations.forEach((each, index) => personalizationFaults(asObject(each), index, fault));

  const hasTemplate = typeof mail.template_id === 'string';
  const isEverySubjectGiven =
    personalizations.length > 0 && personalizations.every((each) => isText(asObject(each).subject));
  if (!hasTemplate && !isText(mail.subject) && !isEverySubjectGiven) {
    fault(
      'subject',
      'message.subject',
      'The subject is required. You can get around this requirement if you use a template with a subject defined ' +
        'or if every personalization has a subject defined.',
    );
  }

  const content = asArray(mail.content);
  if (!hasTemplate && content.length === 0) {
    fault(
      'content',
      'message.content',
      'Unless a valid template_id is provided, the content parameter is required. There must be at least one ' +
        'defined content block. We typically suggest both text/plain and text/html blocks are included, but only ' +
        'one block is required.',
    );
  }
  content.forEach((part, index) => {
    if (!isText(asObject(part).value)) {
      fault(
        `content.${index}.value`,
        'message.content.value',
        'The content value must be a string at least one character in length.',
      );
    }
  });
  customArgFaults(mail.custom_args, 'custom_args', fault);
  return faults;
}

/** The entries of an object that are texts, as custom args and headers must be. */
export function stringsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asObject(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

type AddFault = (field: string, anchor: string, message: string) => void;

function personalizationFaults(personalization: JsonObject, index: number, fault: AddFault): void {
  const place = `personalizations.${index}`;
  if (asArray(personalization.to).length === 0) {
    fault(
      `${place}.to`,
      'message.personalizations.to',
      'The to array is required for all personalization objects, and must have at least one email object with a ' +
        'valid email address.',
    );
  }
  const seen = new Set<string>();
  for (const list of ['to', 'cc', 'bcc']) {
    asArray(personalization[list]).forEach((address, position) => {
      const { email } = asObject(address);
      const isValid = typeof email === 'string' && EMAIL.test(email);
      const key = isValid ? email.toLowerCase() : '';
      if (!isValid) {
        fault(
          `${place}.${list}.${position}.email`,
          `message.personalizations.${list}`,
          'Does not contain a valid address.',
        );
      } else if (seen.has(key)) {
        fault(
          place,
          'message.recipient-errors',
          'Each email address in the personalization block should be unique between to, cc, and bcc. We found the ' +
            `first duplicate instance of [${email}] in the ${place}.${list} field.`,
        );
      }
      seen.add(key);
    });
  }
  customArgFaults(personalization.custom_args, `${place}.custom_args`, fault);
}

function customArgFaults(args: unknown, field: string, fault: AddFault): void {
  if (args === undefined) return;
  if (Object.keys(stringsOf(args)).length !== Object.keys(asObject(args)).length) {
    fault(field, 'message.custom_args', 'Each value in the custom args must be a string.');
  } else if (Buffer.byteLength(JSON.stringify(args)) > MAX_CUSTOM_ARGS_BYTES) {
    fault(field, 'message.custom_args', `The custom args may not exceed ${MAX_CUSTOM_ARGS_BYTES} bytes.`);
  }
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
