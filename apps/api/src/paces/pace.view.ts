import { ApiProperty } from '@nestjs/swagger';
import { MESSAGE_TYPES, type PacedMessages } from '#entities';
import type { KnownPace, PaceTable } from '#messaging';
import { ADDRESS, SHOWN } from '../access/mask-kinds.js';

const RATE = { type: 'number', nullable: true, example: 3 } as const;
const A_DAY = { type: 'integer', nullable: true, example: 2000 } as const;

/** How fast a sender, or an account, may send. */
export class PaceView {
  @ApiProperty({ enum: ['sender', 'account'], example: 'sender', description: 'Whose pace it is.' })
  of: string;
  @ApiProperty({
    ...ADDRESS,
    example: '+15551234567',
    description: 'The sender, or the name of the account.',
  })
  name: string;
  @ApiProperty({ ...RATE, description: 'Segments of SMS, otherwise messages, a second; null: no limit.' })
  per_second: number | null;
  @ApiProperty({ ...A_DAY, description: 'The same in a day of UTC.' }) per_day: number | null;
  @ApiProperty({
    ...SHOWN,
    enum: ['set', 'routes_file'],
    example: 'set',
    description: 'Where it comes from: it was set here, or is in the routes file.',
  })
  origin: string;
  @ApiProperty({ example: false, description: 'Its provider asked this sender to slow down, lately.' })
  slowed: boolean;
}

/** A pace that is kept to now, whoever gave it. */
export class PaceInForceView {
  @ApiProperty({ ...RATE, description: 'Segments of SMS, otherwise messages, a second; null: no limit.' })
  per_second: number | null;
  @ApiProperty({ ...A_DAY, description: 'The same in a day of UTC.' }) per_day: number | null;
  @ApiProperty({
    ...SHOWN,
    enum: ['set', 'routes_file', 'documented', 'slowed'],
    example: 'documented',
    description: 'Where it comes from; `slowed`: its provider asked this sender to slow down.',
  })
  origin: string;
}

/** What waits for the pace of one sender at one account. */
export class PacedView {
  @ApiProperty({ ...ADDRESS, example: '+15551234567', description: 'The sender.' }) sender: string;
  @ApiProperty({ ...SHOWN, enum: MESSAGE_TYPES, example: 'sms', description: '`sms`, `mms` or `email`.' })
  type: string;
  @ApiProperty({ ...SHOWN, example: 'twilio', description: 'The account.' }) account: string;
  @ApiProperty({ example: 240, description: 'How many messages.' }) messages: number;
  @ApiProperty({ example: '2026-01-31T12:00:00.000Z', description: 'When the first of them was accepted.' })
  since: Date;
  @ApiProperty({ example: '2026-01-31T12:01:00.000Z', description: 'When the next one has its turn.' })
  next_turn_at: Date;
  @ApiProperty({ example: '2026-01-31T12:05:00.000Z', description: 'When the last one has its turn.' })
  last_turn_at: Date;
  @ApiProperty({ type: PaceInForceView, nullable: true, description: 'Of the sender; null: none.' })
  sender_pace: PaceInForceView | null;
  @ApiProperty({ type: PaceInForceView, nullable: true, description: 'Of the account; null: none.' })
  account_pace: PaceInForceView | null;
}

export class PaceListView {
  @ApiProperty({ type: [PaceView], description: 'What was set, and what the routes file says besides.' })
  paces: PaceView[];
  @ApiProperty({
    type: [PacedView],
    description:
      'What waits more than some seconds for its turn; whose last turn is furthest away first, at most 100.',
  })
  waiting: PacedView[];
  @ApiProperty({
    example: false,
    description:
      'So many wait that only 10,000 were looked at, those whose turn is soonest and those whose turn is last.',
  })
  more: boolean;
}

/** `bucket`: `sender:+15551234567`. */
export function paceView(
  bucket: string,
  { perSecond, perDay, origin }: KnownPace,
  slowed: boolean,
): PaceView {
  const colon = bucket.indexOf(':');
  const [of, name] = [bucket.slice(0, colon), bucket.slice(colon + 1)];
  return { of, name, per_second: perSecond, per_day: perDay, origin, slowed };
}

export function pacedView(paced: PacedMessages, table: PaceTable): PacedView {
  const { sender, type, account, count: messages, oldest: since, nextTurn, lastTurn } = paced;
  return {
    ...{ sender, type, account, messages, since, next_turn_at: nextTurn, last_turn_at: lastTurn },
    sender_pace: inForceView(table.ofSender(sender, type, account)),
    account_pace: inForceView(table.ofAccount(account)),
  };
}

function inForceView(pace: KnownPace | null): PaceInForceView | null {
  return pace && { per_second: pace.perSecond, per_day: pace.perDay, origin: pace.origin };
}
