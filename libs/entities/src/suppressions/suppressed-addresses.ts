/** Explained in docs/decisions/0008-messages-by-hand.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { ConversationChannel } from '../tables/conversation.js';
import { isSuppressed } from './is-suppressed.js';

const SUPPRESSED = {
  name: 'suppressed_addresses',
  text: `
    SELECT address FROM unnest($2::text[]) AS i (address)
     WHERE ${isSuppressed({ channel: '$1', address: 'i.address', sender: '$3', isIgnored: 's.reason = ANY ($4::text[])' })}`,
};

/** Whom not to write to. */
@Injectable()
export class SuppressedAddresses {
  constructor(private readonly database: Database) {}

  /**
   * Those of `addresses` that want nothing from `sender` (all as participants), whatever of `ignoredReasons` they gave;
   * `stop` is never ignored.
   */
  async among(
    channel: ConversationChannel,
    addresses: string[],
    sender: string,
    ignoredReasons: string[] = [],
  ): Promise<Set<string>> {
    if (addresses.length === 0) return new Set();
    const rows = await this.database.run<{ address: string }>(SUPPRESSED, [
      channel,
      addresses,
      sender,
      ignoredReasons,
    ]);
    return new Set(rows.map((row) => row.address));
  }
}
