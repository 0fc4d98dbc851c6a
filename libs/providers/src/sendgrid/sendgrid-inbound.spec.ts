import { longestStep } from '../../../../test/support/longest-step.js';
import { readInboundMail } from './sendgrid-inbound.js';

const MB = 1024 * 1024;
const part = (name: string, content: string | Buffer, filename: Buffer | null = null) => ({
  name,
  filename,
  contentType: '',
  charset: null,
  content: Buffer.from(content as Buffer),
});
const read = (fields: Record<string, string>, file?: Buffer) =>
  readInboundMail([
    ...Object.entries({ from: 'a@example.org', headers: 'Message-ID: <a@b>\n', ...fields }).map(
      ([name, text]) => part(name, text),
    ),
    ...(file ? [part('attachment1', file, Buffer.from('a.bin'))] : []),
  ]);
const to = (count: number) =>
  JSON.stringify({ to: Array.from({ length: count }, (_, n) => `r${n}@example.com`), from: 'a@example.org' });

describe('a mail to many of our addresses', () => {
  it.each<[number, number, number]>([
    [1_000, 0, 1_000],
    [1_001, 0, 1_000],
    [1_000, 1, 251],
    [100, 20, 12],
    [100, 31, 10],
    [10, 31, 10],
  ])('%i, with %i MB, is kept for %i', async (given, megabytes, kept) => {
    const reports = await read({ envelope: to(given) }, Buffer.alloc(megabytes * MB));
    expect(reports.length).toBe(kept);
    const left = given > kept ? [`${given - kept} of ${given} recipients`] : [];
    expect(reports[0]?.inbound?.leftOut).toEqual(left);
  });
});

it.each<[string, Record<string, string>]>([
  ['sender of a megabyte', { from: 'a@b.example, '.repeat(80_000) }],
  ['list of recipients of a megabyte', { to: 'a@b.example, '.repeat(80_000), envelope: '' }],
  ['text and HTML of 8 MB', { text: 'x'.repeat(8 * MB), html: 'y'.repeat(8 * MB) }],
])('a mail with a %s keeps nobody waiting', async (_, fields) => {
  const step = await longestStep(3, (measure) =>
    measure(async () => {
      // What is done before the first turn is measured too.
      await new Promise((resolve) => setImmediate(resolve));
      await read({ envelope: to(1), ...fields });
      await new Promise((resolve) => setImmediate(resolve));
    }),
  );
  expect(step).toBeLessThan(50);
});
