import type { Claim } from '#entities';
import type { OutboundMessage } from '#providers';
import { textOfHtml } from '../html/html-text.js';
import { isPool } from '../addresses/text-party.js';
import { type Copies, NO_COPIES } from './copies.js';
import { type ClockReading, since } from './held-leases.js';

/** A claimed message as a provider needs it, its end by our clock; `copies` as they are after suppression. */
export function outboundMessage(
  claim: Claim,
  claimedAt: ClockReading,
  copies: Copies = NO_COPIES,
): OutboundMessage {
  const { id, type, to, subject, html, attachments, options } = claim;
  // One body for both: its words are for readers of plain text.
  const body = html !== null && html === claim.body ? textOfHtml(html) : claim.body;
  const { cc, bcc } = copies;
  const from = isPool(claim.from) ? (claim.sentFrom ?? claim.from) : claim.from;
  const replyTo = options.reply_to ?? null;
  const expiresAt = claim.expiresAt && toLocalClock(claim.expiresAt, claim, claimedAt);
  return { id, channel: type, from, to, cc, bcc, replyTo, body, subject, html, attachments, expiresAt };
}

/**
 * A time of the database as the clock of this process shows it: the two may be hours apart. Rather too early, where the
 * machine was suspended since.
 */
export function toLocalClock(time: Date, claim: Claim, claimedAt: ClockReading): Date {
  return new Date(Date.now() - since(claimedAt) + (time.getTime() - claim.claimedAt.getTime()));
}
