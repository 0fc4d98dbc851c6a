import { isFinal, type MessageStatus } from '#entities';
import { terminal } from '../client/terminal.js';
import { until } from '../client/until.js';
import { StepFailed, type Verification } from './verification.js';

const PROCESS_WITHIN_MS = 30_000;

export async function processingConfiguration({ settings }: Verification): Promise<void> {
  if (settings.syncMessageProcessing) {
    throw new StepFailed(
      'Synchronous mode is on (SYNC_MESSAGE_PROCESSING=True)',
      'Unset SYNC_MESSAGE_PROCESSING, or take it out of .env, and start the API again.',
    );
  }
  terminal.pass('Async Processing Enabled (SYNC_MESSAGE_PROCESSING=False)');
}

export async function queuedToRedis(verification: Verification): Promise<void> {
  const { api, redis, queue } = verification;
  await verification.pause();
  const stream = redis.keys.stream(queue);
  const before = await redis.run((each) => each.xlen(stream));
  terminal.info(`Initial queue length for ${queue}: ${before}`);
  terminal.info('Sending SMS message via API...');
  const body = 'Sent by npm run verify-redis-queue';
  const sent = await api.send({ from: '+15551234567', to: '+15559876543', type: 'sms', body });
  verification.messageId = sent.id;
  terminal.pass(`Message sent with ID: ${sent.id}`);
  terminal.info(`Initial status: ${sent.status}`);
  const after = await redis.run((each) => each.xlen(stream));
  terminal.info(`Final queue length for ${queue}: ${after}`);

  const entries = await redis.run((each) => each.xrevrange(stream, '+', '-', 'COUNT', 1_000));
  const data = entries.map(([, fields]) => parse(fields)).find((each) => each.message_id === sent.id);
  if (!data) {
    throw new StepFailed(
      `The message is not in ${queue}`,
      'Check that REDIS_URL here is the one the API runs with.',
    );
  }
  terminal.pass(`Message added to Redis queue! (queue grew by ${after - before})`);
  terminal.pass('Message found in queue:');
  terminal.plain(`  Message ID in queue: ${data.message_id}`);
  terminal.plain(`  Scheduled at: ${data.scheduled_at}`);
}

export async function pendingWhileQueued({ api, messageId }: Verification): Promise<void> {
  terminal.info('Checking message status immediately after send...');
  const { status } = await api.message(messageId);
  terminal.info(`Message status: ${status}`);
  if (status !== 'pending') {
    throw new StepFailed(
      `The message is ${status} although its queue is paused`,
      'Start the API again without SYNC_MESSAGE_PROCESSING, and every processor with this version.',
    );
  }
  terminal.pass('Message is in PENDING state');
  terminal.pass('This indicates ASYNCHRONOUS processing via queue');
}

export async function processedByWorker(verification: Verification): Promise<void> {
  const { api, messageId } = verification;
  terminal.info(`Waiting for worker to process message (timeout: ${PROCESS_WITHIN_MS / 1_000}s)...`);
  const startedAt = Date.now();
  await verification.resume();
  let last = 'pending';
  let told = 0;
  const final = await until(async () => {
    const events = await api.events(messageId);
    for (const { status } of events.slice(told)) {
      if (status !== last) terminal.info(`Status changed: ${last} -> ${status}`);
      last = status;
    }
    told = events.length;
    return last === 'sent' || isFinal(last as MessageStatus) ? last : undefined;
  }, PROCESS_WITHIN_MS);
  if (final === undefined) {
    const hint = 'Start a processor: npm run processor (npm start runs one), and look at its log.';
    throw new StepFailed(`The message is still ${last}`, hint);
  }
  if (final === 'failed') {
    const { error } = await api.message(messageId);
    const hint = `The provider said: ${error?.message ?? 'nothing'}. Check its address and credentials.`;
    throw new StepFailed('The message failed', hint);
  }
  terminal.pass('Message processed by worker!');
  terminal.pass(`Final status: ${final}`);
  terminal.pass(`Processing time: ${((Date.now() - startedAt) / 1_000).toFixed(1)}s`);
}

function parse(fields: string[]): { message_id?: string; scheduled_at?: string } {
  const data = fields[fields.indexOf('data') + 1] ?? '{}';
  try {
    return JSON.parse(data) as { message_id?: string; scheduled_at?: string };
  } catch {
    return {};
  }
}
