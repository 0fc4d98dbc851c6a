import { ApiProperty } from '@nestjs/swagger';
import type { Waiting, WaitingWebhooks } from '#entities';
import type { QueueWaiting, WaitingNow } from '#messaging';
import { queueState } from '#queue';
import { SHOWN, WORDS } from '../access/mask-kinds.js';

const PLACES = [
  'due',
  'scheduled',
  'retry',
  'paced',
  'held',
  'unsettled',
  'sending_expired',
  'outcome_unknown',
  'sent_without_news',
  'queue',
  'dead_letters',
  'webhooks',
  'provider_events',
  'bulk_actions',
  'search_index',
  'erasures',
] as const;
type Place = (typeof PLACES)[number];

/** Something waits here, or could. */
export class PlaceView {
  @ApiProperty({
    enum: PLACES,
    example: 'retry',
    description:
      'Where. `held`, `queue`, `dead_letters` and `webhooks` may come several times: for each provider, queue and endpoint.',
  })
  place: string;
  @ApiProperty({ ...WORDS, example: 'waits for its next attempt', description: 'What that is, in words.' })
  text: string;
  @ApiProperty({ type: 'integer', example: 12, description: 'How many; exact up to 10,000.' }) count: number;
  @ApiProperty({ example: false, description: 'There are more than `count`.' }) more: boolean;
  @ApiProperty({
    type: Date,
    nullable: true,
    example: '2026-01-31T12:00:00.000Z',
    description: 'Since when the oldest waits, or, of what has a time of its own, when the first is due.',
  })
  oldest_at: Date | null;
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: '/api/v1/messages?status=retry',
    description: 'The request that lists them; null: they cannot be listed.',
  })
  link: string | null;
  @ApiProperty({ example: false, description: 'It does not go on by itself: somebody has to look at it.' })
  needs_attention: boolean;
}

export class WaitingView {
  @ApiProperty({ type: [PlaceView], description: 'Every place, those where nothing waits too.' })
  places: PlaceView[];
  @ApiProperty({
    example: true,
    description: 'False while Redis does not answer: queues, dead letters and what is held are left out.',
  })
  is_complete: boolean;
}

const NOTHING: Waiting = { place: '', count: 0, more: false, oldest: null };

/** What waits in PostgreSQL: words, the list, and whether it needs somebody as soon as there is one. */
const ROWS: Partial<Record<Place, [text: string, link: string | null, needsAttention?: true]>> = {
  due: ['queued: waits for a processor', '/api/v1/messages?status=pending'],
  scheduled: ['waits for the time it is scheduled for', '/api/v1/messages?status=scheduled'],
  retry: ['waits for its next attempt', '/api/v1/messages?status=retry'],
  paced: [
    'of those, waits for its turn at the pace of its sender or account',
    '/api/v1/messages?status=retry',
  ],
  unsettled: [
    'whether the provider took it is not known yet: it is looked up, and not sent twice',
    '/api/v1/messages?status=sending',
  ],
  sending_expired: [
    'its processor is gone while it sent it: waits for another one to take it over',
    '/api/v1/messages?status=sending',
  ],
  outcome_unknown: [
    'nobody can know whether it was sent: retry it, or set its status by hand',
    '/api/v1/messages?status=failed&error_code=outcome_unknown',
    true,
  ],
  sent_without_news: [
    'sent, its provider has not told what became of it, and could not be asked for 15 minutes',
    '/api/v1/messages?status=sent',
    true,
  ],
  provider_events: ['came from a provider and is not applied yet', '/api/v1/admin/provider-events'],
  bulk_actions: ['a change of many messages that is under way', '/api/v1/bulk-actions'],
  search_index: ['accepted, and not in the search index yet (lists find it all the same)', null],
  erasures: ['deleted, and still being erased', null],
};

/** Every place in the order of a message's way. */
export function waitingView(now: WaitingNow): WaitingView {
  const row = (name: Place) => {
    const [text, link, needs = false] = ROWS[name] ?? ['', null];
    const waiting = now.rows.get(name) ?? NOTHING;
    return placeView(name, text, waiting, link, needs && waiting.count > 0);
  };
  return {
    places: [
      row('due'),
      row('scheduled'),
      row('retry'),
      row('paced'),
      ...heldViews(now.held),
      row('unsettled'),
      row('sending_expired'),
      row('outcome_unknown'),
      row('sent_without_news'),
      ...(now.queues ?? []).flatMap(queueViews),
      ...webhookViews(now.webhooks),
      row('provider_events'),
      row('bulk_actions'),
      row('search_index'),
      row('erasures'),
    ],
    is_complete: now.queues !== null && now.held !== null,
  };
}

function placeView(
  place: Place,
  text: string,
  { count, more, oldest }: Waiting,
  link: string | null,
  needs: boolean,
): PlaceView {
  return { place, text, count, more, oldest_at: oldest, link, needs_attention: needs };
}

function heldViews(held: WaitingNow['held']): PlaceView[] {
  if (held === null) return [];
  if (held.length === 0) return [placeView('held', 'no provider holds messages', NOTHING, null, false)];
  return held.map(({ types, provider, waiting }) => {
    const type = types.length === 1 ? `&type=${types[0]}` : '';
    const link = `/api/v1/messages?status=pending&status=retry${type}`;
    return placeView('held', `waits for its provider: ${provider.text}`, waiting, link, waiting.count > 0);
  });
}

function queueViews({ stats, oldestDeadAt }: QueueWaiting): PlaceView[] {
  const { queue, depth, oldestAgeMs, dead } = stats;
  const { state, text } = queueState(stats);
  const oldest = oldestAgeMs === null ? null : new Date(Date.now() - oldestAgeMs);
  const stands = depth > 0 && state !== 'running';
  return [
    placeView('queue', `${queue}: ${text}`, bounded(depth, oldest), '/api/v1/admin/queues', stands),
    placeView(
      'dead_letters',
      `${queue}: given up; replay or discard it`,
      bounded(dead, oldestDeadAt),
      `/api/v1/admin/queues/${queue}/dead-letters`,
      dead > 0,
    ),
  ];
}

function bounded(count: number, oldest: Date | null): Waiting {
  return { place: '', count, more: false, oldest };
}

function webhookViews(webhooks: WaitingWebhooks[]): PlaceView[] {
  return webhooks.map((waiting) => {
    const { endpointId, url, paused, pausedReason } = waiting;
    if (endpointId === null)
      return placeView(
        'webhooks',
        "waits to be told to messages' callback_url",
        waiting,
        '/api/v1/callbacks',
        false,
      );
    const why = paused ? `: it is paused (${pausedReason ?? 'by hand'})` : '';
    const link = `/api/v1/webhook-endpoints/${endpointId}/deliveries?status=pending`;
    return placeView('webhooks', `waits to be told to ${url}${why}`, waiting, link, paused);
  });
}
