import { createHash } from 'node:crypto';
import { digestOfBytes, digestOfJson } from './mail-digest.js';

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('base64url');

describe('the digest of a mail', () => {
  it.each<[string, unknown[]]>([
    ['nothing', []],
    ['short ones', ['a', '"\\\u0001\n', [{ url: null, size: 1 }], ['b']]],
    ['a long text', ['x'.repeat(1_000_000)]],
    ['a long text of pairs', [`x${'\u{1f600}'.repeat(600_000)}`, '']],
    ['half a pair', [`${'x'.repeat(256 * 1024 - 1)}\ud83d`, 'y']],
  ])('of %s is that of their JSON', async (_, values) => {
    expect(await digestOfJson(values)).toBe(sha256(JSON.stringify(values)));
  });

  it('of bytes is theirs', async () => {
    const bytes = Buffer.alloc(1_000_001, 'ä');
    expect(await digestOfBytes(bytes)).toBe(sha256(bytes));
    expect(await digestOfBytes(Buffer.alloc(0))).toBe(sha256(''));
  });
});
