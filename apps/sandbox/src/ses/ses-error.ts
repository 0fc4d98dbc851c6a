import { HttpException } from '@nestjs/common';

/** Status and words of the errors of SES (docs, API_SendEmail and CommonErrors). */
const ERRORS: Record<string, [status: number, message: string]> = {
  BadRequestException: [400, 'The input does not satisfy the constraints'],
  MessageRejected: [
    400,
    'Email address is not verified. The following identities failed the check in region US-EAST-1',
  ],
  SendingPausedException: [400, 'Email sending is paused for this account'],
  LimitExceededException: [400, 'Daily message quota exceeded'],
  TooManyRequestsException: [429, 'Maximum sending rate exceeded.'],
  NotFoundException: [404, 'The resource does not exist'],
  MissingAuthenticationTokenException: [403, 'Missing Authentication Token'],
  UnrecognizedClientException: [403, 'The security token included in the request is invalid.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided.',
  ],
  InternalFailure: [500, 'An internal failure'],
  ServiceUnavailable: [503, 'The service is unavailable'],
};
const BY_STATUS: Record<number, string> = {
  400: 'BadRequestException',
  404: 'NotFoundException',
  429: 'TooManyRequestsException',
  503: 'ServiceUnavailable',
};

/** An error as SES answers it: its type in a header, and `{message}`. */
export class SesError extends HttpException {
  readonly headers: Record<string, string>;

  constructor(type: string, message: string, status: number) {
    super({ message }, status);
    this.headers = { 'x-amzn-ErrorType': type };
  }

  static of(type: string, words?: string): SesError {
    const [status, message] = ERRORS[type] ?? [400, type];
    return new SesError(type, words ?? message, status);
  }

  static ofStatus(status: number): SesError {
    const type = BY_STATUS[status] ?? (status >= 500 ? 'InternalFailure' : 'BadRequestException');
    return new SesError(type, ERRORS[type]?.[1] ?? type, status);
  }
}
