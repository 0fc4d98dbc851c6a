import type { EventTarget, Move, StoredEvent } from '#entities';
import type { NewsPolicy } from '../deliver/attempt-outcome.js';

/** What providers of mail call it. */
const BOUNCE = 'bounce';
const SENT_ALREADY = new Set(['sent', 'delivered', 'failed', 'canceled']);

/** The moves an event asks for. Those that are not allowed (any more) change nothing. */
export function movesOf(event: StoredEvent, target: EventTarget, policy: NewsPolicy): Move[] {
  if (event.kind === 'noted' || !target.current || target.attemptId === null) return [];
  if (isOfAnother(event, target)) return [];
  const { messageId, attemptId } = target;
  const { provider } = event;
  const steps: Move[] = [];
  const detail = { provider, provider_status: event.providerStatus, code: event.code ?? undefined };
  const told = event.lookedUp ? `found by asking ${provider}` : undefined;
  if (!SENT_ALREADY.has(target.status)) {
    const providerMessageId = event.providerMessageId ?? undefined;
    steps.push({
      messageId,
      attemptId,
      to: 'sent',
      attempt: { outcome: 'accepted', providerMessageId },
      error: null,
      dueInSeconds: policy.reconcileAfterSeconds,
      event: { type: 'sent', reason: told ?? 'told by the provider', detail },
    });
  }
  if (event.kind === 'delivered') {
    steps.push({
      messageId,
      attemptId,
      to: 'delivered',
      from: ['sent'],
      event: { type: 'delivered', reason: told, detail },
    });
  }
  if (event.kind === 'failed') {
    const message = event.reason ?? event.providerStatus;
    steps.push({
      messageId,
      attemptId,
      to: 'failed',
      // The first end that a provider tells of stands, but a mail may bounce after its server took it.
      from: event.providerStatus === BOUNCE ? ['sent', 'delivered'] : ['sent'],
      error: { code: event.code, message, provider },
      event: { type: 'failed', reason: told ? `${message} (${told})` : message, detail },
    });
  }
  return steps;
}

/**
 * The message was named by us, but its attempt is known under another id: not this one's news. (Under this id it may have
 * become known while we waited for the row, and after the attempts were read.)
 */
export function isOfAnother(event: StoredEvent, { known, providerMessageId: id }: EventTarget): boolean {
  return !known && id !== null && id !== event.providerMessageId;
}

/** Each message once per round, in order. */
export function inRounds(steps: Move[]): Move[][] {
  const rounds: Move[][] = [];
  const used = new Map<string, number>();
  for (const step of steps) {
    const round = used.get(step.messageId) ?? 0;
    used.set(step.messageId, round + 1);
    (rounds[round] ??= []).push(step);
  }
  return rounds;
}
