import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { HttpAnswer } from '#http';

type Decode = (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;

const DECODERS: Record<string, Decode> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * An answer with its content as it was meant. We ask for no compression, but proxies on the way compress all the same. What is
 * not what its head calls it, or larger than `maxBytes`, stays as it came.
 */
export function decodedAnswer(answer: HttpAnswer, maxBytes: number): HttpAnswer {
  const coding = answer.headers['content-encoding']?.trim().toLowerCase() ?? '';
  const decode = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (decode === undefined || answer.body.length === 0) return answer;
  try {
    return { ...answer, body: decode(answer.body, { maxOutputLength: maxBytes }) };
  } catch {
    return answer;
  }
}
