import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import 'reflect-metadata';
import { instant } from './parse-instant.js';
import { unstorable } from './unstorable.js';

/** What a parameter's text stands for, or why it stands for nothing. */
export type Reading = { value: unknown } | { reason: string };

/** How the texts of one parameter are read. Absent parameters are not read: their property keeps its default. */
export interface Parameter {
  read(text: string): Reading;
  /** How often it may be given; when more than once, its property is an array. */
  most: number;
}

interface Words {
  description?: string;
  example?: unknown;
}

const PARAMETERS = Symbol('query parameters');

/** The parameters of a query DTO by their names. */
export function parametersOf(dto: object): ReadonlyMap<string, Parameter> {
  return (Reflect.getMetadata(PARAMETERS, dto) as Map<string, Parameter> | undefined) ?? new Map();
}

function parameter(read: Parameter['read'], schema: Record<string, unknown>, most = 1): PropertyDecorator {
  const declare: PropertyDecorator = (prototype, name) => {
    // A subclass has the parameters of its parents and adds its own.
    const own = new Map(parametersOf(prototype.constructor)).set(String(name), { read, most });
    Reflect.defineMetadata(PARAMETERS, own, prototype.constructor);
  };
  return applyDecorators(declare, ApiPropertyOptional(most === 1 ? schema : { ...schema, isArray: true }));
}

/** A whole number from `least` to `most`; `preset` is what its property is without it, for the documents. */
export const IntegerParameter = (
  least: number,
  most: number,
  { preset, ...words }: Words & { preset?: number } = {},
) =>
  parameter(
    (text) => {
      const value = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
      return value >= least && value <= most
        ? { value }
        : { reason: `must be a whole number from ${least} to ${most}` };
    },
    { ...words, type: 'integer', minimum: least, maximum: most, default: preset },
  );

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** `true` or `false` in any case, as clients in Python write them, or `1` or `0`. */
export const BooleanParameter = (words: Words = {}) =>
  parameter(
    (text) => {
      const value = BOOLEANS.get(text.toLowerCase());
      return value === undefined ? { reason: 'must be true or false' } : { value };
    },
    { ...words, type: 'boolean' },
  );

/** A moment in ISO 8601, UTC where it has no offset. A `+` that arrives as a space is taken for what it was. */
export const DateParameter = (words: Words = {}) =>
  parameter(
    (text) => {
      const value = instant(text.replace(/ (\d\d:?\d\d)$/, '+$1'));
      return value ? { value } : { reason: 'must be a date and time in ISO 8601' };
    },
    { example: '2026-01-31T12:00:00Z', ...words, type: 'string', format: 'date-time' },
  );

/** A UUID, in lower case. */
export const UuidParameter = (words: Words = {}) =>
  parameter((text) => (isUUID(text) ? { value: text.toLowerCase() } : { reason: 'must be a UUID' }), {
    ...words,
    type: 'string',
    format: 'uuid',
  });

/** Text of 1 to `most` characters; `check` answers what else is wrong with it, or null. */
export const TextParameter = (
  most: number,
  { check, ...words }: Words & { check?: (text: string) => string | null } = {},
) =>
  parameter(
    (text) => {
      if (text === '' || [...text].length > most) return { reason: `must have 1 to ${most} characters` };
      const reason = unstorable(text) ?? check?.(text) ?? null;
      return reason === null ? { value: text } : { reason };
    },
    { ...words, type: 'string', minLength: 1, maxLength: most },
  );

/** Text of at most `most` characters, empty included; `check` answers what is wrong with it, or null. */
export const PlainTextParameter = (
  most: number,
  { check, ...words }: Words & { check?: (text: string) => string | null } = {},
) =>
  parameter(
    (text) => {
      if ([...text].length > most) return { reason: `must have at most ${most} characters` };
      const reason = unstorable(text) ?? check?.(text) ?? null;
      return reason === null ? { value: text } : { reason };
    },
    { ...words, type: 'string', maxLength: most },
  );

/**
 * One of these words; `repeatable`: any number of them, and its property is an array. `aliases`: further words, and which of
 * the options they stand for.
 */
export const OneOfParameter = (
  options: readonly string[],
  {
    repeatable = false,
    aliases = {},
    ...words
  }: Words & { repeatable?: boolean; aliases?: Readonly<Record<string, string>> } = {},
) => {
  const meanings = new Map([
    ...options.map((option) => [option, option] as const),
    ...Object.entries(aliases),
  ]);
  return parameter(
    (text) => {
      const value = meanings.get(text);
      return value === undefined ? { reason: `must be one of ${options.join(', ')}` } : { value };
    },
    { ...words, enum: [...meanings.keys()] },
    repeatable ? meanings.size : 1,
  );
};
