import type { EventNote, EventTarget, StoredEvent } from '#entities';
import { isOfAnother } from './event-moves.js';

/** A step of our own that the provider only echoes: no news for the timeline. */
const ECHOES = new Set(['accepted', 'scheduled', 'queued', 'sending', 'processed']);

/** What a recipient did with a message, or a provider tried: a line of its timeline that changes no status. */
function plainNoteOf(event: StoredEvent, target: EventTarget): EventNote | null {
  if (event.kind !== 'noted' || ECHOES.has(event.providerStatus)) return null;
  return {
    webhookId: event.id,
    messageId: target.messageId,
    type: event.providerStatus,
    reason: event.reason,
    detail: { provider: event.provider, code: event.code ?? undefined, at: event.occurredAt ?? undefined },
  };
}

/** The statuses at which a message's news end. */
const ENDS = new Set(['delivered', 'failed', 'canceled']);

/**
 * A line that says that the provider told of another end than the message has come to, which stands. `known`: the status
 * of each message before these events, and the ends they tell of.
 */
function contradictionOf(
  event: StoredEvent,
  target: EventTarget,
  known: Map<string, Set<string>>,
): EventNote | null {
  const { kind, provider, providerStatus } = event;
  if ((kind !== 'delivered' && kind !== 'failed') || !target.current || isOfAnother(event, target))
    return null;
  const ends = [...(known.get(target.messageId) ?? [])].filter((status) => ENDS.has(status));
  if (ends.length < 2) return null;
  return {
    webhookId: event.id,
    messageId: target.messageId,
    type: 'contradicted',
    reason: `the provider said ${providerStatus} after the message was at its end`,
    detail: { provider, provider_status: providerStatus, code: event.code ?? undefined },
    against: kind,
  };
}

/** The lines that these reports leave on the timelines of their messages, beside what their moves do. */
export function notesOf(reports: StoredEvent[], targets: Map<string, EventTarget>): EventNote[] {
  const ends = endsOf(reports, targets);
  return reports.flatMap((event) => {
    const target = targets.get(event.id);
    return (target && (plainNoteOf(event, target) ?? contradictionOf(event, target, ends))) ?? [];
  });
}

/** The status of each message before these events, and the ends they tell of. */
function endsOf(reports: StoredEvent[], targets: Map<string, EventTarget>): Map<string, Set<string>> {
  const ends = new Map<string, Set<string>>();
  for (const { id, kind } of reports) {
    const target = targets.get(id);
    if (!target || (kind !== 'delivered' && kind !== 'failed')) continue;
    ends.set(target.messageId, (ends.get(target.messageId) ?? new Set<string>([target.status])).add(kind));
  }
  return ends;
}
