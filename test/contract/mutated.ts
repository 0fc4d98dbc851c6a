import fc from 'fast-check';

/** Values that programs trip over. */
const POISON: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    '',
    ' ',
    '0',
    'null',
    '\0',
    'a\0b',
    '\ud800',
    '\u202e',
    '+',
    '%',
    '\r\nBcc: a@b.example',
    "'; --",
    '../../etc',
    '${x}',
    [],
    {},
    [null],
    { '': null },
    '2026-02-31T00:00:00Z',
  ),
  fc.constant('x'.repeat(5_000)),
  fc.constant(Array.from({ length: 300 }, () => 'x')),
  fc.constant(nested(200)),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty').map((key) => own(key, { a: 1 })),
  fc.jsonValue({ maxDepth: 3 }),
);

/** How the member or item that was chosen is spoilt. */
const CHANGES = ['remove', 'replace', 'add', 'wrap', 'repeat'] as const;

/** This value with one to three places in it spoilt. */
export function mutated(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({
    steps: fc.array(fc.nat(50), { maxLength: 4 }),
    kind: fc.constantFrom(...CHANGES),
    poison: POISON,
    name: fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom('__proto__', 'constructor', 'id', 'type')),
  });
  return fc
    .tuple(values, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([value, changes]) => changes.reduce(spoilt, value));
}

interface Change {
  steps: number[];
  kind: (typeof CHANGES)[number];
  poison: unknown;
  name: string;
}

/** A copy with this change at the place that `steps` lead to; where they lead nowhere, as deep as they do. */
function spoilt(value: unknown, change: Change): unknown {
  const [step, ...steps] = change.steps;
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if (step === undefined || keys.length === 0) return spoiltHere(value, change);
  const key = keys[step % keys.length] as string;
  const inner = (value as Record<string, unknown>)[key];
  if (steps.length === 0 && change.kind === 'remove') return without(value as object, key);
  return withMember(value as object, key, spoilt(inner, { ...change, steps }));
}

function spoiltHere(value: unknown, { kind, poison, name }: Change): unknown {
  if (kind === 'wrap') return [value];
  if (kind === 'repeat' && Array.isArray(value))
    return Array.from({ length: 60 }, () => value as unknown[]).flat();
  if (kind === 'add' && value !== null && typeof value === 'object') return withMember(value, name, poison);
  return poison;
}

function without(value: object, key: string): unknown {
  const kept = Object.entries(value).filter(([name]) => name !== key);
  return Array.isArray(value) ? kept.map(([, item]) => item as unknown) : Object.fromEntries(kept);
}

function withMember(value: object, key: string, member: unknown): unknown {
  if (!Array.isArray(value)) return Object.fromEntries([...Object.entries(value), [key, member]]);
  return value.map((item, index) => (String(index) === key ? member : (item as unknown)));
}

function own(key: string, member: unknown): unknown {
  return Object.fromEntries([[key, member]]);
}

function nested(levels: number): unknown {
  return Array.from({ length: levels }).reduce<unknown>((inner) => ({ a: inner }), 1);
}
