import { field, type FieldOptions } from './field.js';
import { hasMoreThan } from './has-more-than.js';
import { unstorable } from './unstorable.js';

interface TextOptions extends FieldOptions {
  /** A line break in a subject would begin another header. */
  oneLine?: boolean;
  /** What else is wrong with a text, or null. */
  check?: (text: string) => string | null;
}

/** Text of `min` to `max` characters (code points). */
export const IsText = (min: number, max: number, { oneLine = false, check, ...options }: TextOptions = {}) =>
  field(
    {
      name: 'isText',
      schema: { type: 'string', ...(min > 0 && { minLength: min }), maxLength: max },
      check: (value) => {
        if (typeof value !== 'string') return 'must be a string';
        if (value.length < min) return `must have at least ${min} character${min === 1 ? '' : 's'}`;
        if (hasMoreThan(value, max)) return `must have at most ${max} characters`;
        return unstorable(value) ?? (oneLine ? lineFault(value) : null) ?? check?.(value) ?? null;
      },
    },
    options,
  );

/** Text that a list is filtered by: 1 to `max` characters (code points). */
export const IsFilterText = (max: number, { check, ...options }: Omit<TextOptions, 'oneLine'> = {}) =>
  field(
    {
      name: 'isFilterText',
      schema: { type: 'string', minLength: 1, maxLength: max },
      check: (value) => {
        if (typeof value !== 'string' || value === '' || hasMoreThan(value, max))
          return `must have 1 to ${max} characters`;
        return unstorable(value) ?? check?.(value) ?? null;
      },
    },
    options,
  );

function lineFault(text: string): string | null {
  return /\p{Cc}/u.test(text) ? 'must be one line, without control characters' : null;
}
