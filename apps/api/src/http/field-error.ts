import { UnprocessableEntityException } from '@nestjs/common';

/** One field of a request that is wrong, and why. */
export interface FieldError {
  field: string;
  reason: string;
}

/** 422: the request was understood, and these fields are wrong. */
export class InvalidFields extends UnprocessableEntityException {
  constructor(readonly errors: FieldError[]) {
    super(errors.map(({ field, reason }) => `${field} ${reason}`).join('; '));
  }
}
