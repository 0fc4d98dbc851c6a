import fc from 'fast-check';
import { arbitraryOf } from './arbitrary-of.js';
import type { ApiDocument, DocumentedOperation, DocumentedParameter } from './documented.js';
import { mutated } from './mutated.js';

/** A request as it goes over the wire. */
export interface Case {
  operation: DocumentedOperation;
  /** Path and query, encoded. */
  target: string;
  headers: Record<string, string>;
  body?: string | Buffer;
}

const BOUNDARY = 'boundary-of-the-contract-test';

/** Parts of an address that no id is; as they are, or as they are encoded. */
const RAW_SEGMENTS = [
  '%00',
  '%zz',
  '%',
  'null',
  '0',
  '-1',
  'x'.repeat(3_000),
  '%F0%9F%92%A9',
  '%C3',
  "'",
  'send',
  '*',
];

/** An operation's own examples as requests. `things`: real values of its path's parameters. */
export function exampleCases(operation: DocumentedOperation, pathValues: Record<string, string>): Case[] {
  const given = operation.parameters.flatMap((parameter) => {
    const known = parameter.in === 'path' ? pathValues[parameter.name] : undefined;
    const value = known ?? parameter.example ?? parameter.schema.example;
    return value === undefined ? [] : [[parameter, textOf(value)] as Given];
  });
  const bodies = operation.body ? operation.body.examples : [undefined];
  return bodies.map((body) =>
    caseOf(operation, given, body === undefined ? undefined : encoded(operation, body)),
  );
}

/** Requests that the document allows, and such as it does not. */
export function arbitraryCase(
  document: ApiDocument,
  operation: DocumentedOperation,
  pathValues: Record<string, string>[],
): fc.Arbitrary<Case> {
  const parameters = fc.tuple(
    ...operation.parameters.map((parameter) => arbitraryParameter(document, parameter, pathValues)),
  );
  const { body } = operation;
  const bodies = body ? arbitraryBody(document, operation, body) : fc.constant(undefined);
  const strays = fc.constantFrom('unknown=1', 'limit=1&limit=2', '__proto__=1', 'a[b]=c');
  const stray = seldom(10, strays);
  return fc.tuple(parameters, bodies, stray).map(([given, sent, extra]) => {
    const made = caseOf(
      operation,
      given.filter((each) => each !== null),
      sent,
    );
    const query = extra === null ? '' : `${made.target.includes('?') ? '&' : '?'}${extra}`;
    return { ...made, target: made.target + query };
  });
}

/** This one in so many; else null. */
function seldom<T>(many: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: many - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

/** A parameter and its text; in a path as it stands there. */
type Given = readonly [DocumentedParameter, string | string[]];
interface Sent {
  type?: string;
  bytes: string | Buffer;
}

function arbitraryParameter(
  document: ApiDocument,
  parameter: DocumentedParameter,
  pathValues: Record<string, string>[],
): fc.Arbitrary<Given | null> {
  const valid = arbitraryOf(document, parameter.schema);
  const real = pathValues.flatMap((each) => each[parameter.name] ?? []);
  const known = real.length > 0 ? [{ weight: 6, arbitrary: fc.constantFrom(...real) }] : [];
  if (parameter.in === 'path') {
    const raw = fc.constantFrom(...RAW_SEGMENTS);
    const encodedValid = valid.map((value) => encodeURIComponent(String(textOf(value))) || 'x');
    return fc
      .oneof(...known, { weight: 2, arbitrary: encodedValid }, { weight: 1, arbitrary: raw })
      .map((text) => [parameter, text] as const);
  }
  const value = fc.oneof({ weight: 4, arbitrary: valid }, { weight: 1, arbitrary: mutated(valid) });
  const given = value.map((each) => [parameter, textOf(each)] as const);
  return parameter.required ? given : seldom(4, given);
}

function arbitraryBody(
  document: ApiDocument,
  operation: DocumentedOperation,
  { schema, examples }: NonNullable<DocumentedOperation['body']>,
): fc.Arbitrary<Sent> {
  const generated = arbitraryOf(document, schema);
  // An example with some of its members as the schema allows them gets further than what is random throughout.
  const varied =
    examples.length === 0
      ? generated
      : fc
          .tuple(fc.constantFrom(...examples), generated, fc.array(fc.nat(50), { maxLength: 3 }))
          .map(([example, other, picks]) => varying(example, other, picks));
  const value = fc.oneof(
    { weight: 3, arbitrary: varied },
    { weight: 2, arbitrary: generated },
    { weight: 3, arbitrary: mutated(varied) },
    { weight: 1, arbitrary: mutated(generated) },
  );
  const damage = fc.constantFrom<(sent: Sent) => Sent>(
    ({ type, bytes }) => ({ type, bytes: bytes.slice(0, Math.max(1, Math.floor(bytes.length / 2))) }),
    ({ bytes }) => ({ type: 'text/plain', bytes }),
    ({ bytes }) => ({ type: 'application/json; charset=utf-7', bytes }),
    ({ type }) => ({ type, bytes: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }),
    ({ type }) => ({ type, bytes: '' }),
  );
  return fc.tuple(value, seldom(10, damage)).map(([each, spoil]) => {
    const sent = encoded(operation, each);
    return spoil ? spoil(sent) : sent;
  });
}

function varying(example: unknown, other: unknown, picks: number[]): unknown {
  const entries = other !== null && typeof other === 'object' ? Object.entries(other) : [];
  if (Array.isArray(other) || example === null || typeof example !== 'object' || entries.length === 0)
    return example;
  const members = picks.map((pick) => entries[pick % entries.length] as [string, unknown]);
  return { ...example, ...Object.fromEntries(members) };
}

function encoded({ body }: DocumentedOperation, value: unknown): Sent {
  const type = body?.type ?? 'application/json';
  if (type === 'application/x-www-form-urlencoded' && value !== null && typeof value === 'object') {
    const fields = Object.entries(value).map(([name, each]) => [name, formText(each)] as [string, string]);
    return { type, bytes: new URLSearchParams(fields).toString() };
  }
  if (type === 'multipart/form-data') return multipart(value);
  return { type, bytes: JSON.stringify(value) };
}

/** As a field of a form; what is no text as its JSON. */
function formText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function multipart(value: unknown): Sent {
  const entries = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  const parts = entries.map(
    ([name, each]) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name.replace(/[\r\n"]/g, '')}"\r\n\r\n${formText(each)}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${BOUNDARY}`, bytes: `${parts.join('')}--${BOUNDARY}--\r\n` };
}

function caseOf(operation: DocumentedOperation, given: readonly Given[], sent: Sent | undefined): Case {
  const query = new URLSearchParams();
  const headers: Record<string, string> = sent?.type === undefined ? {} : { 'content-type': sent.type };
  let target = operation.path;
  for (const [{ name, in: place }, value] of given) {
    const texts = [value].flat();
    if (place === 'path') target = target.replace(`{${name}}`, texts[0] as string);
    else if (place === 'query') for (const text of texts) query.append(name, text);
    else headers[name] = (texts[0] ?? '').replace(/[^\x21-\x7e]/g, '') || 'x';
  }
  if (query.size > 0) target += `?${query.toString()}`;
  return { operation, target, headers, body: sent?.bytes };
}

function textOf(value: unknown): string | string[] {
  if (Array.isArray(value)) return value.map((item) => String(textOf(item)));
  return wellFormed(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

function wellFormed(text: string): string {
  return text.toWellFormed();
}
