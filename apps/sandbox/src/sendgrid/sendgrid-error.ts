import { HttpException } from '@nestjs/common';

/** One entry of SendGrid's error body. */
export interface SendgridFault {
  message: string;
  field: string | null;
  help: string | null;
}

const WORDING: Record<number, string> = {
  400: 'Bad Request',
  401: 'The provided authorization grant is invalid, expired, or revoked',
  404: 'Not Found',
  413: 'Payload Too Large',
  415: 'Content-Type should be application/json.',
  429: 'too many requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** An error as SendGrid answers it: `{errors: [{message, field, help}]}`. */
export class SendgridError extends HttpException {
  constructor(
    status: number,
    faults: SendgridFault[],
    readonly headers: Record<string, string> = {},
  ) {
    super({ errors: faults }, status);
  }

  static of(status: number, headers?: Record<string, string>): SendgridError {
    const message = WORDING[status] ?? 'Bad Request';
    return new SendgridError(status, [{ message, field: null, help: null }], headers);
  }
}
