import { ApiProperty } from '@nestjs/swagger';
import { MESSAGE_PRIORITIES } from '#entities';
import { laneOfQueue, messageOfEntry, QUEUE_TYPES } from '#messaging';
import { type QueueConsumerState, queueState, type QueueStats } from '#queue';
import { SHOWN, WORDS } from '../access/mask-kinds.js';

const STATES = ['running', 'paused', 'no_processor', 'held'] as const;

/** A member of the queue's consumer group that lives, or that still holds entries. */
export class QueueConsumerView {
  @ApiProperty({
    ...SHOWN,
    example: 'processor-1-4711-1f2e3d4c',
    description: 'Its name in the consumer group.',
  })
  name: string;
  @ApiProperty({ type: 'integer', example: 2, description: 'Entries that it has in hand.' }) pending: number;
  @ApiProperty({
    type: 'integer',
    example: 120,
    description: 'Milliseconds since it last asked for entries or took some over.',
  })
  idle_ms: number;
  @ApiProperty({
    ...SHOWN,
    type: [String],
    example: ['0192d3a4-0000-7000-8000-000000000000'],
    description:
      'The messages of the oldest entries that it has in hand, at most 20; empty for other queues.',
  })
  holds: string[];
}

/** A queue as it is now. */
export class QueueView {
  @ApiProperty({ ...SHOWN, example: 'message_queue:sms', description: 'Its name, as a stream in Redis.' })
  name: string;
  @ApiProperty({
    enum: Object.values(QUEUE_TYPES),
    example: 'sms',
    description: 'What is in it: messages of a type, events of providers, or webhooks.',
  })
  type: string;
  @ApiProperty({
    enum: MESSAGE_PRIORITIES,
    type: String,
    nullable: true,
    example: 'normal',
    description: 'The priority of the messages in it; null for a queue of others.',
  })
  priority: string | null;
  @ApiProperty({
    enum: STATES,
    example: 'held',
    description: '`held`: its processors wait for something outside, as a provider that is down.',
  })
  state: string;
  @ApiProperty({
    ...WORDS,
    example: 'held: twilio is down since 12:03:00 UTC, next trial in 8 s',
    description: 'The state in words.',
  })
  state_text: string;
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: null,
    description: 'While it is paused: the name of the API key that paused it, or `command`.',
  })
  paused_by: string | null;
  @ApiProperty({ type: Date, nullable: true, example: null, description: 'Since when it is paused.' })
  paused_since: Date | null;
  @ApiProperty({ type: 'integer', example: 42, description: 'Entries that wait or are in hand.' })
  depth: number;
  @ApiProperty({ type: 'integer', example: 40, description: 'Entries that nobody has read yet.' })
  lag: number;
  @ApiProperty({ type: 'integer', example: 2, description: 'Entries that are in hand.' }) pending: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 1.5,
    description: 'How long the oldest entry has waited or been in hand; null: there is none.',
  })
  oldest_age_seconds: number | null;
  @ApiProperty({ type: 'integer', example: 1200, description: 'Entries handled in the last minute.' })
  rate_per_minute: number;
  @ApiProperty({ type: 'integer', example: 0, description: 'Entries that were given up: its dead letters.' })
  dead: number;
  @ApiProperty({ type: [QueueConsumerView], description: 'Who works on it; at most 100.' })
  consumers: QueueConsumerView[];
}

export class QueuesView {
  @ApiProperty({ type: [QueueView], description: 'All of them.' }) queues: QueueView[];
}

export function queueView(stats: QueueStats, consumers: QueueConsumerState[]): QueueView {
  const { queue, depth, lag, pending, oldestAgeMs, handledLastMinute, dead, pause } = stats;
  const { state, text } = queueState(stats);
  return {
    name: queue,
    type: QUEUE_TYPES[queue] ?? queue,
    priority: laneOfQueue(queue)?.priority ?? null,
    state,
    state_text: text,
    paused_by: pause?.by ?? null,
    paused_since: pause?.since ? new Date(pause.since) : null,
    depth,
    lag,
    pending,
    oldest_age_seconds: oldestAgeMs === null ? null : oldestAgeMs / 1_000,
    rate_per_minute: handledLastMinute,
    dead,
    consumers: consumers.map(({ name, pending, idleMs, holds }) => ({
      name,
      pending,
      idle_ms: idleMs,
      holds: holds.flatMap((data) => messageOfEntry(data) ?? []),
    })),
  };
}
