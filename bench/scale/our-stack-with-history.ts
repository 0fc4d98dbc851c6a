import { migrate } from '#entities';
import type { BenchStores } from '../run/bench-stores.js';
import { fillConversations } from '../stacks/our-rows.js';
import { OurStack } from '../stacks/our-stack.js';
import { fillHistory, historyGb } from './history.js';

const DATABASE = 'sendstream_bench_history';

/** Sendstream with millions of finished messages in its tables. They are kept from run to run. */
export class OurStackWithHistory extends OurStack {
  constructor(
    stores: BenchStores,
    private readonly messages: number,
    private readonly note: (line: string) => void,
  ) {
    super(stores, { database: DATABASE, keep: true });
  }

  override async prepare(): Promise<void> {
    const { stores, messages, note } = this;
    const mark = `history of ${messages} messages`;
    if ((await stores.commentOn(DATABASE)) === mark) {
      note(`The ${mark} is there from an earlier run.`);
      await migrate(stores.databaseUrl(DATABASE));
      return;
    }
    note(`Making a ${mark}: it will take about ${historyGb(messages).toFixed(1)} GB of PostgreSQL's disk.`);
    await migrate(await stores.freshDatabase(DATABASE));
    await fillConversations(this.rows);
    await fillHistory(this.rows, messages, note);
    await this.rows.query(`COMMENT ON DATABASE ${DATABASE} IS '${mark}'`);
    const { rows } = await this.rows.query<{ gb: number }>(
      'SELECT pg_database_size(current_database()) / 1e9::float8 AS gb',
    );
    note(`It takes ${rows[0]?.gb.toFixed(1)} GB.`);
  }

  /** Only what is unfinished goes; the history is what this is for. */
  override async reset(): Promise<void> {
    await this.flushQueue();
    await this.rows.query(
      "DELETE FROM messages WHERE status IN ('scheduled', 'pending', 'sending', 'retry')",
    );
  }
}
