import { ApiProperty } from '@nestjs/swagger';
import type { KnownPace } from '#messaging';
import { ADDRESS, SHOWN } from '../access/mask-kinds.js';

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
  @ApiProperty({
    type: 'number',
    nullable: true,
    example: 3,
    description: 'Segments of SMS, otherwise messages, a second; null: no limit.',
  })
  per_second: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 2000, description: 'The same in a day of UTC.' })
  per_day: number | null;
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

export class PaceListView {
  @ApiProperty({ type: [PaceView], description: 'What was set, and what the routes file says besides.' })
  paces: PaceView[];
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
