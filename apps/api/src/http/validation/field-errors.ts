import type { ValidationError } from 'class-validator';
import type { FieldError } from '../../problems/field-error.js';

/** So many unknown fields are named, each by so many characters: the answer stays small whatever was sent. */
const MOST_NAMED = 20;
const LONGEST_NAME = 100;

/** Names the fields that nobody asked for. */
export function unknownFields(names: string[], kind: 'field' | 'parameter'): FieldError[] {
  return names.slice(0, MOST_NAMED).map((name) => {
    const field = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name;
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
