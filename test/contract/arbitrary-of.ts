import fc from 'fast-check';
import { type ApiDocument, resolved, type Schema } from './documented.js';

/** Deeper than that, what may be absent is absent. */
const MAX_DEPTH = 4;
const MAX_LIST_LENGTH = 4;
const MONTH_MS = 30 * 86_400_000;

/** Values that a schema of the document allows. Text is often of the kinds that break programs. */
export function arbitraryOf(document: ApiDocument, given: Schema, depth = 0): fc.Arbitrary<unknown> {
  const schema = resolved(document, given);
  const of = (inner: Schema) => arbitraryOf(document, inner, depth + 1);
  const options = (schema.oneOf ?? schema.anyOf) as Schema[] | undefined;
  if (options) return fc.oneof(...options.map(of));
  if (schema.allOf) return merged((schema.allOf as Schema[]).map(of));
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const types = [schema.type ?? 'object'].flat() as string[];
  return fc.oneof(...types.map((type) => ofType(type, schema, of, depth)));
}

function ofType(
  type: string,
  schema: Schema,
  of: (inner: Schema) => fc.Arbitrary<unknown>,
  depth: number,
): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: Number(schema.minimum ?? 0), max: Number(schema.maximum ?? 10_000) });
    case 'number':
      return fc.double({
        min: Number(schema.minimum ?? 0),
        max: Number(schema.maximum ?? 10_000),
        noNaN: true,
      });
    case 'string':
      return textOf(schema);
    case 'array': {
      const maxLength =
        depth > MAX_DEPTH ? 0 : Math.min(Number(schema.maxItems ?? MAX_LIST_LENGTH), MAX_LIST_LENGTH);
      const minLength = Math.min(Number(schema.minItems ?? 0), MAX_LIST_LENGTH);
      return fc.array(of((schema.items ?? {}) as Schema), { minLength, maxLength });
    }
    default:
      return objectOf(schema, of, depth);
  }
}

function objectOf(
  schema: Schema,
  of: (inner: Schema) => fc.Arbitrary<unknown>,
  depth: number,
): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  if (properties.length === 0)
    return fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }));
  const required = (schema.required ?? []) as string[];
  const kept = depth > MAX_DEPTH ? properties.filter(([name]) => required.includes(name)) : properties;
  const model = Object.fromEntries(kept.map(([name, inner]) => [name, of(inner)]));
  return fc.record(model, { requiredKeys: required.filter((name) => name in model) });
}

function textOf({ format, example, minLength, maxLength, pattern }: Schema): fc.Arbitrary<unknown> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') {
    const [min, max] = [new Date(Date.now() - MONTH_MS), new Date(Date.now() + MONTH_MS)];
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
  }
  if (format === 'uri') return fc.webUrl();
  if (format === 'email') return fc.emailAddress();
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  const limits = { minLength: Number(minLength ?? 0), maxLength: Math.min(Number(maxLength ?? 60), 300) };
  const text = fc.oneof(
    fc.string(limits),
    fc.string({ ...limits, unit: 'binary' }),
    fc.string({ ...limits, unit: 'grapheme' }),
  );
  return typeof example === 'string' ? fc.oneof(fc.constant(example), text) : text;
}

function merged(parts: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> {
  return fc.tuple(...parts).map((values) => Object.assign({}, ...(values as object[])) as unknown);
}
