import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { MISSING_SETTINGS, wantedSettings } from './session-settings.js';

/** Warns of settings that a session did not get, as when a pooler drops what a client asks for, and of a server that takes no writes. */
export async function tellMissingSettings(dataSource: DataSource, ofAddress: string): Promise<void> {
  const logger = new Logger('Database');
  const { names, values } = wantedSettings(ofAddress);
  const missing = await dataSource.query<{ name: string }[]>(MISSING_SETTINGS, [names, values]);
  const settings = missing.map(({ name }) => name).join(',');
  if (settings !== '')
    logger.warn({
      msg: 'sessions did not get these settings: a pooler dropped them; run `sendstream database-role` for the role of DATABASE_URL',
      settings,
    });
  const [row] = await dataSource.query<{ readOnly: boolean }[]>(
    `SELECT current_setting('transaction_read_only') = 'on' AS "readOnly"`,
  );
  if (row?.readOnly)
    logger.warn({ msg: 'PostgreSQL is a standby, or read-only: not ready until it takes writes' });
}
