/** Explained in docs/decisions/0017-rows-are-locked-by-their-update.md. */
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database.js';
import type { MessageOptions, MessagePriority, MessageType, Refusals } from '../tables/message.entity.js';
import { CLAIM, CLAIM_OTHERS } from './claim-statements.js';

/** One wish to work on a message. `attemptId` is the call that will be made if the message is free. */
export interface ClaimRequest {
  messageId: string;
  attemptId: string;
  leaseToken: string;
}

/** Why a message that is free may not be sent: its time is over, or its recipient wants nothing from its sender. */
export type BlockReason = 'expired' | 'suppressed';

/** What became of the wishes to claim; a message that is in neither was not free. */
export interface Claims {
  claimed: Map<string, Claim>;
  /** Not claimed: these may not be sent. */
  blocked: Map<string, BlockReason>;
}

/** A message that is ours until the lease ends. */
export interface Claim {
  id: string;
  type: MessageType;
  from: string;
  to: string;
  /** The number that a pool sends it from, or that a Messaging Service did. */
  sentFrom: string | null;
  body: string;
  subject: string | null;
  html: string | null;
  attachments: string[];
  options: MessageOptions;
  expiresAt: Date | null;
  provider: string;
  /** The accounts that refused it, and how. */
  refusals: Refusals;
  tags: string[];
  apiKeyId: string | null;
  retryCount: number;
  priority: MessagePriority;
  /** When its turn was to be, at the pace of its sender and account; null: it has not waited for one. */
  pacedUntil: Date | null;
  /** The id that its client gave the request it came with. */
  requestId: string | null;
  /** The W3C trace context it was accepted in. */
  traceparent: string | null;
  leaseToken: string;
  attemptId: string;
  attemptNumber: number;
  /** The database's time of this claim: what the other times here are to be compared with. Our own clock may be wrong. */
  claimedAt: Date;
  /** When the attempt's row was written, before its request left. */
  attemptStartedAt: Date;
  /** When the owner of an unsettled attempt gave it up, or lost it with its lease; null for an attempt of our own. */
  givenUpAt: Date | null;
  /** True when the attempt is another's whose outcome nobody recorded: it must be settled, not made. */
  unsettled: boolean;
  /** The owner of an unsettled attempt waited for its pace when it was last heard of: nobody was called. */
  hasWaited: boolean;
}

export interface Lease {
  messageId: string;
  leaseToken: string;
}

const EXTEND = {
  name: 'extend',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "leaseToken" uuid) ORDER BY "messageId"
    )
    UPDATE messages m
       SET lease_expires_at = now() + make_interval(secs => $2), due_at = now() + make_interval(secs => $2)
      FROM input i WHERE m.id = ANY (ARRAY[i."messageId"]) AND m.lease_token = i."leaseToken"
    RETURNING m.id`,
};

const GIVE_UP = {
  name: 'give_up',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "leaseToken" uuid) ORDER BY "messageId"
    )
    UPDATE messages m SET lease_expires_at = now(), due_at = now(), lease_token = NULL
      FROM input i WHERE m.id = ANY (ARRAY[i."messageId"]) AND m.lease_token = i."leaseToken"`,
};

/** Decides, by compare-and-set, who may send a message. A claim is a lease: what its owner lets expire is free. */
@Injectable()
export class MessageClaims {
  constructor(private readonly database: Database) {}

  /**
   * Claims what is free among `requests` (each message at most once per call) for `leaseSeconds`, and writes each
   * new attempt before its request can leave. What is not in the answer was not free: somebody has it, or it is done.
   * The same requests may be made again when their answer was lost.
   */
  async claim(requests: ClaimRequest[], leaseSeconds: number): Promise<Claims> {
    const claims: Claims = { claimed: new Map(), blocked: new Map() };
    for (const claim of await this.run(CLAIM, requests, leaseSeconds)) {
      claim.attemptStartedAt = claim.claimedAt;
      claim.givenUpAt = null;
      claim.unsettled = false;
      claim.hasWaited = false;
      claims.claimed.set(claim.id, claim);
    }
    const others = requests.filter(({ messageId }) => !claims.claimed.has(messageId));
    if (others.length === 0) return claims;
    for (const row of await this.run(CLAIM_OTHERS, others, leaseSeconds)) {
      if (row.bar === null) claims.claimed.set(row.id, row);
      else claims.blocked.set(row.id, row.bar);
    }
    return claims;
  }

  /** Prolongs leases that are still held; answers the ids of those. */
  async extend(leases: Lease[], leaseSeconds: number): Promise<Set<string>> {
    const rows = await this.database.run<{ id: string }>(EXTEND, [JSON.stringify(leases), leaseSeconds]);
    return new Set(rows.map((row) => row.id));
  }

  /** Ends leases that are still held: whoever wants to may settle what became of their attempts. */
  async giveUp(leases: Lease[]): Promise<void> {
    await this.database.run(GIVE_UP, [JSON.stringify(leases)]);
  }

  private run(statement: Statement, requests: ClaimRequest[], leaseSeconds: number) {
    return this.database.run<Claim & { bar: BlockReason | null }>(statement, [
      JSON.stringify(requests),
      leaseSeconds,
    ]);
  }
}
