import { HttpException } from '@nestjs/common';

type Wording = (to: string, from: string) => string;

/** HTTP status and wording of the errors the API answers with (https://www.twilio.com/docs/api/errors). */
const API_ERRORS: Record<number, [status: number, wording: Wording]> = {
  20003: [401, () => 'Authenticate'],
  20429: [429, () => 'Too Many Requests'],
  20500: [500, () => 'Internal Server Error'],
  20503: [503, () => 'Service Unavailable'],
  21211: [400, (to) => `The 'To' number ${to} is not a valid phone number.`],
  21212: [
    400,
    (_, from) =>
      `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
  ],
  21266: [400, () => "'To' and 'From' number cannot be the same"],
  21408: [
    400,
    (to) =>
      `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}.`,
  ],
  21602: [400, () => 'Message body is required.'],
  21603: [400, () => "A 'From' phone number is required."],
  21604: [400, () => "A 'To' phone number is required."],
  21606: [
    400,
    (_, from) =>
      `The From phone number ${from} is not a valid, SMS-capable inbound phone number or short code for your account.`,
  ],
  21609: [400, () => 'The StatusCallback URL is not a valid URL.'],
  21610: [400, () => 'The message From/To pair violates a blacklist rule.'],
  21611: [
    429,
    (_, from) => `The From phone number ${from} has exceeded the maximum number of queued messages.`,
  ],
  21612: [
    400,
    (to, from) =>
      `The 'To' phone number: ${to}, is not currently reachable using the 'From' phone number: ${from} via SMS.`,
  ],
  21614: [400, (to) => `To number: ${to}, is not a mobile number`],
  21617: [400, () => 'The concatenated message body exceeds the 1600 character limit.'],
  21620: [400, () => 'Invalid media URL(s)'],
  21623: [400, () => 'Number of media files exceeds allowed limit'],
  21624: [400, () => 'Invalid validity period value'],
  21701: [400, () => 'The Messaging Service does not exist.'],
  21703: [400, () => 'The Messaging Service does not have a phone number available to send a message.'],
  21704: [400, () => 'The Messaging Service contains no phone numbers.'],
  21657: [400, () => 'The Sender ID is invalid'],
};

/** Wording of the errors that a message meets after it was taken. */
export const DELIVERY_ERRORS: Record<number, string> = {
  30001: 'Queue overflow',
  30003: 'Unreachable destination handset',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30008: 'Unknown error',
};

/** An error as Twilio answers it: `{code, message, more_info, status}`. */
export class TwilioError extends HttpException {
  constructor(
    code: number,
    message: string,
    status: number,
    readonly headers: Record<string, string> = {},
  ) {
    super({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, status);
  }

  /** One of the table above, by its code. */
  static of(code: number, { to = '', from = '', headers = {} }: TwilioErrorContext = {}): TwilioError {
    const [status, wording] = API_ERRORS[code] ?? [400, () => 'Bad request'];
    return new TwilioError(code, wording(to, from), status, headers);
  }

  static notFound(path: string): TwilioError {
    return new TwilioError(20404, `The requested resource ${path} was not found`, 404);
  }
}

interface TwilioErrorContext {
  to?: string;
  from?: string;
  headers?: Record<string, string>;
}
