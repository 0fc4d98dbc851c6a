import { forEachYielding } from '#config';
import { MAX_BATCH_BYTES } from '../http/bodies/body-limits.js';
import { Refusal } from '../problems/problem-exception.js';
import type { SendBatchDto } from './send-batch.dto.js';

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Every message of a batch with the defaults it takes; what is no message is left as it is. A few bytes of defaults would
 * otherwise become any number of them: stored, answered and read again. In all they may have, as JSON, what a body without
 * defaults may have.
 * @throws ProblemException (413) that says how large the messages would be.
 */
export async function withDefaults({ messages, defaults }: SendBatchDto): Promise<unknown[]> {
  if (!defaults) return messages;
  const added = Object.entries(defaults).map(([field, value]) => ({
    field,
    bytes: bytesOf({ [field]: value }),
  }));
  let total = 0;
  const whole: unknown[] = [];
  await forEachYielding(messages, (message) => {
    total += bytesOf(message);
    if (!isObject(message)) return whole.push(message);
    for (const { field, bytes } of added) if (!Object.hasOwn(message, field)) total += bytes;
    return whole.push({ ...defaults, ...message });
  });
  if (total > MAX_BATCH_BYTES) throw tooLarge(total);
  return whole;
}

/** Of the value as JSON. What is nested too deeply to be written cannot be a message either, and is refused for that. */
function bytesOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

function tooLarge(bytes: number): Refusal {
  const reason = `make the batch too large: with them its messages have ${bytes} bytes, at most ${MAX_BATCH_BYTES} are taken`;
  return new Refusal(413, `defaults ${reason}`, {}, { errors: [{ field: 'defaults', reason }] });
}
