import { FirstTables1700000000001 } from './1-first-tables.js';

/** Every change of the schema, oldest first. */
export const migrations = [FirstTables1700000000001];
