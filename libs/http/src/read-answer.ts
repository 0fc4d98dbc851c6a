import { Transform } from 'node:stream';
import { AnswerBounds } from './answer-bounds.js';
import type { ReadAnswer } from './exchange.js';
import type { AnswerLimits, HttpAnswer, HttpDownload } from './http-call.js';

/** Makes what reads the answer of this address. */
export type AnswerReader<T> = (limits: AnswerLimits, url: URL) => ReadAnswer<T>;

/** Keeps an answer until all of it is there. */
export const readWhole: AnswerReader<HttpAnswer> = (limits, url) => (response, control) => {
  const bounds = new AnswerBounds(limits, control.fail);
  control.onEnd(() => bounds.end());
  if (!bounds.begin(response)) return;
  const chunks: Buffer[] = [];
  const whole = () => {
    const { statusCode: status = 0, headers } = response;
    control.answer({ status, headers, body: Buffer.concat(chunks), url });
    control.over();
  };
  response.on('data', (chunk: Buffer) => {
    const kept = bounds.take(chunk);
    if (kept === null) return;
    chunks.push(kept);
    if (!bounds.isCut) return;
    whole();
    response.destroy();
  });
  response.on('end', whole);
};

/** Hands an answer on as it arrives, no faster than it is read. */
export const readStream: AnswerReader<HttpDownload> = (limits, url) => (response, control) => {
  const bounds = new AnswerBounds(limits, control.fail);
  control.onEnd(() => bounds.end());
  if (!bounds.begin(response)) return;
  const content = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const kept = bounds.take(chunk);
      // The call has failed, and this stream with it.
      if (kept === null) return;
      done(null, kept);
      if (bounds.isCut) this.end();
    },
  });
  // It may fail before its reader has it, who then finds it broken; an error without a listener ends the process.
  content.on('error', () => undefined);
  control.onEnd((failure) => {
    if (failure) content.destroy(failure);
  });
  content.on('close', () => {
    control.over();
    response.destroy();
  });
  const { statusCode: status = 0, headers } = response;
  control.answer({ status, headers, content: response.pipe(content), url });
};
