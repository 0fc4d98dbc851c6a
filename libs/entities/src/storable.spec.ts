import { storableJson } from './storable.js';

const storable = (value: unknown) => JSON.parse(storableJson(value)) as unknown;

it('takes out what PostgreSQL cannot keep, wherever it is', () => {
  expect(storable({ a: 'x\0y', ['k\0']: ['\ud83d', { deep: '\udc00!' }] })).toEqual({
    a: 'xy',
    k: ['\ufffd', { deep: '\ufffd!' }],
  });
});

it.each([{ a: 'Grüße 😀', b: [1, null, true] }, 'the words \\u0000 and \\ud83d', []])(
  'leaves %j as it is',
  (value) => expect(storable(value)).toEqual(value),
);
