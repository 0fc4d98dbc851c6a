import type { IncomingMessage } from 'node:http';
import { UnacceptableRequest } from '../../problems/unacceptable-request.js';

/**
 * The bytes of a body of at most `limit` bytes. What is announced to be larger is not read at all, and nothing is beyond
 * the limit. `hold` is told of each piece, and may throw: for that it is here, as what Express reads bodies with (raw-body) tells
 * nobody before the end, and cannot be stopped.
 * @throws UnacceptableRequest 413 for a larger one, 400 for one that is cut off: also when it was answered meanwhile that it came too late.
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  hold: (bytes: number) => void = () => undefined,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > limit) return reject(tooLarge(limit));
    if (request.destroyed) return reject(cutOff());
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer) => {
      length += chunk.length;
      try {
        if (length > limit) throw tooLarge(limit);
        hold(chunk.length);
      } catch (error) {
        return end(() => reject(error as Error));
      }
      chunks.push(chunk);
    };
    const finish = () =>
      end(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    const fail = () => end(() => reject(cutOff()));
    const end = (settle: () => void) => {
      request.off('data', take).off('end', finish).off('close', fail);
      settle();
    };
    request.on('data', take).on('end', finish).on('close', fail);
  });
}

function tooLarge(limit: number): UnacceptableRequest {
  return new UnacceptableRequest(413, 'body', `is too large: at most ${limit} bytes are taken`);
}

function cutOff(): UnacceptableRequest {
  return new UnacceptableRequest(400, 'body', 'was cut off');
}
