import fc from 'fast-check';

/** One change of a text: a byte flipped, taken out, put in or doubled, the case of a letter, the end cut off. */
export const change = fc.tuple(
  fc.constantFrom('flip', 'drop', 'insert', 'double', 'case', 'cut'),
  fc.nat(),
  fc.integer({ min: 1, max: 255 }),
);
/** These bytes after it. */
export function changed(bytes: Buffer, [how, n, bits]: [string, number, number]): Buffer {
  const at = n % Math.max(bytes.length, 1);
  const [head, byte, tail] = [bytes.subarray(0, at), bytes[at] ?? 0, bytes.subarray(at + 1)];
  const isLetter = /[a-z]/i.test(String.fromCharCode(byte));
  const middle: Record<string, number[]> = {
    ...{ flip: [byte ^ bits], drop: [], insert: [bits, byte], double: [byte, byte] },
    ...{ case: [isLetter ? byte ^ 32 : byte], cut: [] },
  };
  return Buffer.concat([head, Buffer.from(middle[how] as number[]), how === 'cut' ? Buffer.alloc(0) : tail]);
}
