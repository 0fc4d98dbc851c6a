import { readFileSync } from 'node:fs';
import { openApiFile } from './open-api-file.js';

type Json = Record<string, unknown>;

const document = JSON.parse(readFileSync(openApiFile, 'utf8')) as Json & { components: { schemas: Json } };
const isObject = (node: unknown): node is Json => typeof node === 'object' && node !== null;

/** Every object of the document below `node`, with its place; what examples hold is data. */
function* nodes(node: unknown, place: string): Generator<[string, Json]> {
  if (!isObject(node)) return;
  if (!Array.isArray(node)) yield [place, node];
  for (const [key, value] of Object.entries(node))
    if (!['example', 'examples', 'default', 'enum', 'const'].includes(key))
      yield* nodes(value, `${place}/${key}`);
}

const resolved = (node: Json): Json => {
  const [, name] = /^#\/components\/(.+)$/.exec(String(node.$ref)) ?? [];
  return name === undefined
    ? node
    : name.split('/').reduce<Json>((at, key) => at[key] as Json, document.components);
};
const isDescribed = (node: Json) => [node, resolved(node)].some(({ description }) => Boolean(description));
const typesOf = ({ type }: Json) => [type].flat();

/** Properties of schemas, by their place. */
function properties(): [string, Json][] {
  return [...nodes(document, '')].flatMap(([place, node]) =>
    isObject(node.properties) && !/\/(example|examples)$/.test(place)
      ? Object.entries(node.properties).map(
          ([name, schema]) => [`${place}/${name}`, schema as Json] as [string, Json],
        )
      : [],
  );
}

const parameters = () =>
  [...nodes(document, '')].flatMap(([place, node]) =>
    Array.isArray(node.parameters)
      ? node.parameters.map((each: Json) => [`${place}/${String(each.name)}`, each] as [string, Json])
      : [],
  );

const responses = () =>
  [...nodes(document, '')].flatMap(([place, node]) =>
    isObject(node.responses) && 'operationId' in node
      ? Object.entries(node.responses).map(
          ([status, each]) => [`${place}/${status}`, each as Json] as [string, Json],
        )
      : [],
  );

/** Readers make up "string" and "additionalProp1" of what has no example. */
function isMadeUp(schema: Json): boolean {
  const { $ref, oneOf, anyOf, allOf, enum: words, format, const: only, default: usual } = schema;
  if ($ref || oneOf || anyOf || allOf || words || only !== undefined || typeof usual === 'string')
    return false;
  if (schema.example !== undefined || schema.examples !== undefined) return false;
  if (typesOf(schema).includes('array')) return isMadeUp(schema.items as Json);
  if (typesOf(schema).includes('object'))
    return !('properties' in schema) && !isObject(schema.additionalProperties);
  return typesOf(schema).includes('string') && format !== 'date-time' && format !== 'uuid';
}

const missing = (all: [string, Json][], isMissing: (node: Json) => boolean) =>
  all.filter(([, node]) => isMissing(node)).map(([place]) => place);

describe('openapi.json', () => {
  it('describes every field, parameter and response', () => {
    const all = [...properties(), ...parameters(), ...responses()];
    expect(missing(all, (node) => !isDescribed(node))).toEqual([]);
  });

  it('has an example of every text and every open object', () => {
    expect(missing(properties(), isMadeUp)).toEqual([]);
    expect(
      missing(parameters(), ({ schema, example }) => example === undefined && isMadeUp(schema as Json)),
    ).toEqual([]);
  });

  it('has real examples', () => {
    const examples = [...nodes(document, '')].map(([, { example, examples }]) => [example, examples]);
    expect(JSON.stringify(examples)).not.toMatch(/[:[,]"(string|foo|bar|lorem ipsum)"/i);
  });
});
