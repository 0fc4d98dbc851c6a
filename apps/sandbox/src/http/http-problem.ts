import { HttpException } from '@nestjs/common';

type Said = [status: number, kind: string, title: string, more?: object];

/** What docs/providers/http.md lets the other side answer, by the code of the problem. */
const PROBLEMS: Record<string, Said> = {
  not_signed: [401, 'account', 'The signature is missing, wrong or too old'],
  invalid_message: [422, 'permanent', 'The message is not valid'],
  no_such_recipient: [422, 'permanent', 'There is no such recipient'],
  no_route: [422, 'elsewhere', 'There is no route to this recipient'],
  opted_out: [422, 'permanent', 'The recipient opted out', { opted_out: true }],
  no_credit: [402, 'account', 'The credit is used up'],
  too_fast: [429, 'limit', 'Too many messages at once'],
  broken: [500, 'temporary', 'Internal error'],
  away: [503, 'temporary', 'Not available'],
};
const BROKEN: Said = [500, 'temporary', 'Internal error'];

/** An error as the other side of the HTTP provider answers it. */
export class HttpProblem extends HttpException {
  private constructor(
    body: object,
    status: number,
    readonly headers: Record<string, string>,
  ) {
    super(body, status);
  }

  static of(
    code: string,
    { detail, retryAfterSeconds }: { detail?: string; retryAfterSeconds?: number } = {},
  ) {
    const [status, kind, title, more] = PROBLEMS[code] ?? BROKEN;
    const body = { title, ...(detail && { detail }), status, kind, code, ...more };
    const headers: Record<string, string> =
      retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
    return new HttpProblem(body, status, { ...headers, 'Content-Type': 'application/problem+json' });
  }

  static ofStatus(status: number): HttpProblem {
    return HttpProblem.of(status >= 500 ? 'broken' : 'invalid_message');
  }

  /** What callbacks say of a failure. */
  static titleOf(code: string): string {
    return (PROBLEMS[code] ?? BROKEN)[2];
  }
}
