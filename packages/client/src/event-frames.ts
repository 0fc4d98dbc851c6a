/** The service says something every 15 seconds: a connection that is silent for so long is none. */
const SILENT_FOR_MS = 45_000;

/** One event of a stream, as it was written. */
export interface EventFrame {
  id: string;
  data: string;
}

/** The connection broke off, or fell silent, before the stream was at its end. */
export class BrokenStream extends Error {
  override readonly name = 'BrokenStream';
}

/**
 * The events of a stream of ours as they come (WHATWG HTML, 9.2.6): each has an id and one line of data; the rest are heartbeats.
 * Who leaves early closes the connection. @throws BrokenStream
 */
export async function* framesOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<EventFrame, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await readWithin(reader, SILENT_FOR_MS);
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(frame) ?? [];
        if (id !== undefined && data !== undefined) yield { id, data };
      }
    }
  } finally {
    // What is broken already cannot be closed any more.
    await reader.cancel().catch(() => undefined);
  }
}

async function readWithin(reader: ReadableStreamDefaultReader<Uint8Array>, ms: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (cause) {
    throw new BrokenStream('the stream broke off', { cause });
  } finally {
    clearTimeout(timer);
  }
}
