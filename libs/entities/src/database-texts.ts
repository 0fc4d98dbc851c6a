import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

const HOW = 'createdb --template template0 --encoding UTF8 --locale C.UTF-8';
const logger = new Logger('Database');

/**
 * Looks at what can only be chosen when a database is created, before anything is in it. A locale without letters beyond ASCII is
 * told in the log: all but searches works.
 * @throws Error in one line for a database whose texts are not UTF-8.
 */
export async function requireUsableTexts(dataSource: DataSource): Promise<void> {
  const [texts] = await dataSource.query<{ encoding: string; knowsLetters: boolean }[]>(
    `SELECT getdatabaseencoding() AS encoding, lower('Ü') = 'ü' AS "knowsLetters"`,
  );
  if (texts?.encoding !== 'UTF8')
    throw new Error(`The database has the encoding ${texts?.encoding}, and must have UTF8: ${HOW}`);
  if (!texts.knowsLetters)
    logger.warn(`the locale of the database knows no letters beyond ASCII: a search for Ü misses ü (${HOW})`);
}
