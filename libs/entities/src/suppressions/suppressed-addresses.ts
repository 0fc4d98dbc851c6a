import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { ConversationChannel } from '../tables/conversation.entity.js';

const SUPPRESSED = {
  name: 'suppressed_addresses',
  // As the claim decides it for a message's own recipient.
  text: `
    SELECT address FROM unnest($2::text[]) AS i (address)
     WHERE EXISTS (
       SELECT 1 FROM suppressions s
        WHERE s.channel = $1 AND s.address = i.address AND s.sender IN ('', $3)
          AND (s.reason = 'stop' OR s.reason <> ALL ($4::text[])))`,
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
