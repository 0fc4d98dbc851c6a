import { randomBytes } from 'node:crypto';
import { HttpException } from '@nestjs/common';

const ERRORS = 'https://developer.vonage.com/api-errors';
/** Status and words by the code: https://developer.vonage.com/en/api-errors; of the Messages API the status is 422. */
const PROBLEMS: Record<string, [status: number, title: string]> = {
  unauthorized: [401, 'You did not provide correct credentials.'],
  'low-balance': [402, 'Your account balance is low'],
  'not-found': [404, 'The requested resource does not exist'],
  throttled: [429, 'Rate limit hit'],
  'internal-error': [500, 'Internal error'],
  unavailable: [503, 'Service unavailable'],
  'invalid-json': [422, 'The request body did not contain valid JSON'],
};
const OF_MESSAGES: Record<string, string> = {
  1020: 'Invalid params',
  1240: 'Illegal Number',
  1250: 'Unroutable',
  1400: 'Unsupported channel',
  1420: 'Invalid sender',
  1430: 'Invalid recipient',
  1440: 'Invalid message type',
  1450: 'Invalid client reference',
  1460: 'Daily message limit exceeded',
};

/** What callbacks say of a message that was not delivered (https://developer.vonage.com/en/api-errors/messages). */
export const DELIVERY_ERRORS: Record<string, string> = {
  1180: 'Destination temporarily unavailable',
  1190: 'Absent Subscriber Permanent',
  1210: 'Anti-Spam Rejection',
  1240: 'Illegal Number',
  1330: 'Delivery failed',
  1331: 'Provider error',
};

/** An error as Vonage answers it: RFC 9457, with its code in the fragment of `type`. */
export class VonageProblem extends HttpException {
  private constructor(
    body: Record<string, unknown>,
    status: number,
    readonly headers: Record<string, string>,
  ) {
    super(body, status);
  }

  static of(
    code: string,
    { detail, retryAfterSeconds }: { detail?: string; retryAfterSeconds?: number } = {},
  ) {
    const [status, title] = PROBLEMS[code] ?? [code === '1460' ? 429 : 422, OF_MESSAGES[code] ?? 'Error'];
    const type = code in PROBLEMS ? `${ERRORS}#${code}` : `${ERRORS}/messages#${code}`;
    const body = { type, title, detail: detail ?? title, instance: randomBytes(16).toString('hex') };
    const headers: Record<string, string> =
      retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
    return new VonageProblem(body, status, { ...headers, 'Content-Type': 'application/problem+json' });
  }

  /** Its own, for an HTTP status. */
  static ofStatus(status: number): VonageProblem {
    const code = Object.keys(PROBLEMS).find((each) => PROBLEMS[each]?.[0] === status);
    return VonageProblem.of(code ?? (status >= 500 ? 'internal-error' : '1020'));
  }
}
