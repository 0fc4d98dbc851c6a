import type { OpenAPIObject } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { FIELD_WORDS } from './field-words.js';
import type { ParameterOf } from './operations.js';

type Json = Record<string, unknown>;

const isObject = (node: unknown): node is Json => typeof node === 'object' && node !== null;

/** Gives fields and parameters that have no words of their own those of their name. */
export function withDescribedFields(document: OpenAPIObject): OpenAPIObject {
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) describe(schema, name);
  for (const place of [document.paths, document.webhooks]) describe(place, '');
  return document;
}

/** `owner`: the named schema that the node is a part of. */
function describe(node: unknown, owner: string): void {
  if (!isObject(node)) return;
  if (isObject(node.properties))
    for (const [field, schema] of Object.entries(node.properties))
      describeField(schema as Json, field, owner);
  if (Array.isArray(node.parameters))
    for (const parameter of node.parameters as ParameterOf[]) describeParameter(parameter);
  for (const [key, value] of Object.entries(node)) if (!/^examples?$/.test(key)) describe(value, owner);
}

function describeField(schema: Json, field: string, owner: string): void {
  const { description, example } = wordsFor(field, owner);
  schema.description ||= description;
  if (example !== undefined && suits(example, schema)) schema.example = example;
}

function describeParameter(parameter: ParameterOf): void {
  const { description, example } = wordsFor(parameter.name, '');
  parameter.description ||= description;
  const schema = parameter.schema as Json;
  if (example !== undefined && suits(example, schema)) schema.example = example;
  // Pages that try requests out fill in `example`: a filter that nobody chose would hide everything, and the second message
  // with one Idempotency-Key is none.
  if (parameter.in !== 'path' && schema.example !== undefined) {
    const { example: ofOne, ...rest } = schema;
    parameter.schema = { ...rest, examples: [ofOne] } as typeof parameter.schema;
  }
}

/** Schemas that differ in what they add (`NewEndpoint`, `FoundConversation`) have the words of the one they extend. */
function wordsFor(field: string, owner: string) {
  const name = Object.keys(FIELD_WORDS).find((key) => {
    const [schema, ofSchema] = key.split('.');
    return ofSchema === field && (owner === schema || owner.endsWith(schema as string));
  });
  return FIELD_WORDS[name ?? field] ?? { description: undefined, example: undefined };
}

/** Whether the example is of the schema's type, and says more than the schema does. */
function suits(example: unknown, schema: Json): boolean {
  const isSaid = ['example', 'examples', 'enum', '$ref', 'default', 'allOf', 'oneOf'].some(
    (key) => key in schema,
  );
  if (isSaid) return false;
  if (schema.format === 'uuid' && !isUUID(example)) return false;
  const types = [schema.type].flat();
  const type = Array.isArray(example) ? 'array' : typeof example;
  if (type === 'array' && isObject(schema.items) && '$ref' in schema.items) return false;
  if (type === 'object' && 'properties' in schema) return false;
  return types.includes(type) || (type === 'number' && types.includes('integer'));
}
