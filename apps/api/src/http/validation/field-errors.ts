import type { ValidationError } from 'class-validator';
import type { FieldError } from '../../problems/field-error.js';

/** So many unknown fields are named, each by so many characters: the answer stays small whatever was sent. */
const MAX_NAMED_FIELDS = 20;
const MAX_NAME_LENGTH = 100;

/** Names the fields that nobody asked for. */
export function unknownFields(names: string[], kind: 'field' | 'parameter'): FieldError[] {
  return names.slice(0, MAX_NAMED_FIELDS).map((name) => {
    const field = name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}...` : name;
    return { field, reason: `is not a known ${kind}` };
  });
}

/** What class-validator found wrong with one property and what it holds: one reason for each. */
export function fieldErrors(error: ValidationError, path = ''): FieldError[] {
  const field = path + error.property;
  const own = Object.values(error.constraints ?? {}).map((reason) => ({
    field,
    // Where class-validator's own words are used, they begin with the property's name.
    reason: reason.startsWith(`${error.property} `) ? reason.slice(error.property.length + 1) : reason,
  }));
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => fieldErrors(child, `${field}.`))];
}
