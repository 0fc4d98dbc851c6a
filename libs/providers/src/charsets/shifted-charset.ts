const ESCAPE = 0x1b;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const TILDE = 0x7e;

/**
 * The bytes of a text in seven bits as their eight-bit sister has them (ISO-2022-KR, RFC 1557: EUC-KR; ISO-2022-CN, RFC 1922:
 * EUC-CN): what stands between shift out and shift in gets its high bit, and the announcements go.
 */
export function withoutShifts(bytes: Buffer): Buffer {
  const plain = Buffer.allocUnsafe(bytes.length);
  let [length, high] = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    // `ESC $ ) C` announces the set that shift out turns to.
    if (byte === ESCAPE && bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29) at += 3;
    else if (byte === SHIFT_OUT) high = 0x80;
    else if (byte === SHIFT_IN) high = 0;
    else plain[length++] = byte > 0x20 && byte < 0x7f ? byte | high : byte;
  }
  return plain.subarray(0, length);
}

/** The bytes of a text in HZ as GB 2312 has them in eight bits (RFC 1843): the same, between `~{` and `~}`. */
export function withoutTildes(bytes: Buffer): Buffer {
  const plain = Buffer.allocUnsafe(bytes.length);
  let [length, high] = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    const pair = byte === TILDE ? String.fromCharCode(bytes[at + 1] ?? 0) : '';
    if (pair === '{') high = 0x80;
    else if (pair === '}') high = 0;
    else if (pair === '~') plain[length++] = TILDE;
    else if (pair !== '\n') plain[length++] = byte > 0x20 && byte < 0x7f ? byte | high : byte;
    if (['{', '}', '~', '\n'].includes(pair)) at += 1;
  }
  return plain.subarray(0, length);
}
