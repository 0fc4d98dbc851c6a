import { HttpException } from '@nestjs/common';

/** One field of a request that is wrong, and why. */
export interface FieldError {
  field: string;
  reason: string;
}

/** 422: the request was understood, and these fields are wrong. (404: they name what does not exist.) */
export class InvalidFields extends HttpException {
  constructor(
    readonly errors: FieldError[],
    status: 404 | 422 = 422,
  ) {
    super(errors.map(({ field, reason }) => `${field} ${reason}`).join('; '), status);
  }
}
