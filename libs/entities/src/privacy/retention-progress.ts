/** Explained in docs/decisions/0042-retention.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

const FIRST = '00000000-0000-0000-0000-000000000000';

/** The lease of one that died is taken over. */
const HOLD = {
  name: 'retention_hold',
  text: `
    INSERT INTO retention_lease AS l (holder, held_until) VALUES ($1, now() + make_interval(secs => $2))
        ON CONFLICT (only_one) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
     WHERE l.holder = excluded.holder OR l.held_until < now()
    RETURNING holder`,
};

const RELEASE = { name: 'retention_release', text: 'DELETE FROM retention_lease WHERE holder = $1' };

const POSITION = {
  name: 'retention_position',
  text: 'SELECT position FROM retention_progress WHERE kind = $1',
};

const PASSED = {
  name: 'retention_passed',
  text: `
    INSERT INTO retention_progress AS p (kind, position) VALUES ($1, $2)
        ON CONFLICT (kind) DO UPDATE SET position = excluded.position, updated_at = now()`,
};

/** Who does the work of retention, and down to where it is done for good. */
@Injectable()
export class RetentionProgress {
  constructor(private readonly database: Database) {}

  /** Whether the work is this process' for so long; it may ask again before that is over. */
  async hold(holder: string, seconds: number): Promise<boolean> {
    return (await this.database.run(HOLD, [holder, seconds])).length > 0;
  }

  async release(holder: string): Promise<void> {
    await this.database.run(RELEASE, [holder]);
  }

  /** Where a walk begins. */
  async position(kind: string): Promise<string> {
    const [row] = await this.database.run<{ position: string }>(POSITION, [kind]);
    return row?.position ?? FIRST;
  }

  /** Everything up to there is done for good. */
  async passed(kind: string, position: string): Promise<void> {
    await this.database.run(PASSED, [kind, position]);
  }
}
