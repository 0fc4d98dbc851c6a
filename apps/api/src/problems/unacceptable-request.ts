import { Refusal } from './problem-exception.js';

/** The request as a whole cannot be taken, told as a wrong field is: which part of it, and why. */
export class UnacceptableRequest extends Refusal {
  constructor(
    status: 400 | 408 | 413 | 415,
    field: string,
    reason: string,
    headers: Record<string, string> = {},
  ) {
    super(status, `${field} ${reason}`, headers, { errors: [{ field, reason }] });
  }
}
