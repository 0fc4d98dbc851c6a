import { ApiError } from '../api/api.js';

/** What is wrong with each field of a form, by its name in the API. */
export type FieldErrors = Record<string, string | undefined>;

/** Of an answer that names fields; null: it names none, and is to be shown as it is. */
export function fieldErrorsOf(error: unknown): FieldErrors | null {
  if (!(error instanceof ApiError) || error.fieldErrors.length === 0) return null;
  return Object.fromEntries(error.fieldErrors.map(({ field, reason }) => [field, `This ${reason}.`]));
}
