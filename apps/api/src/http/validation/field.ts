import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { type QueryReading, ReadFromQuery } from './query-reading.js';
import { type Rule, rule } from './rule.js';

/** What one field says beyond its kind. Without `optional` and `nullable` it is required. */
export interface FieldOptions {
  /** It may be left out. */
  optional?: boolean;
  /** It may be left out, or be null, which is the same. */
  nullable?: boolean;
  /** For the documents: what it is when it is left out. The property's initial value is what makes it so. */
  default?: unknown;
  example?: unknown;
  description?: string;
}

/** A kind of value: how the documents describe it, what can be wrong with it, and how a query's text is read as one. */
interface FieldKind extends QueryReading {
  /** The rule's name for class-validator; one field has each name once. */
  name: string;
  schema: ApiPropertyOptions;
  check: Rule;
  /** Whether it may be lacking depends on other fields: `check` is asked about that as well. */
  checksLack?: boolean;
}

/** A field of a body or a query: its rule and its OpenAPI schema in one decorator, so that a limit stands once. */
export function field(kind: FieldKind, options: FieldOptions = {}): PropertyDecorator {
  const { name, schema, check, checksLack = false, ...reading } = kind;
  const { optional = false, nullable = false, ...words } = options;
  const mayLack = (value: unknown) =>
    (value === undefined && (optional || nullable)) || (value === null && nullable);
  return applyDecorators(
    rule(name, (value, body) => (!checksLack && mayLack(value) ? null : check(value, body))),
    ReadFromQuery(reading),
    ApiProperty({
      ...schema,
      required: !optional && !nullable,
      ...(nullable && { nullable }),
      ...words,
    } as ApiPropertyOptions),
  );
}
