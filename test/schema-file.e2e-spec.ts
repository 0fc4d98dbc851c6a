import { readFileSync, writeFileSync } from 'node:fs';
import { schemaFile, schemaText } from '../tools/src/documents/schema-file.js';
import { createTestDatabase } from './support/test-database.js';

it('libs/entities/schema.sql is what the migrations make; if not: npm run schema', async () => {
  const { pool, drop } = await createTestDatabase();
  try {
    const text = await schemaText(async <Row>(sql: string) => (await pool.query(sql)).rows as Row[]);
    if (process.env.UPDATE_SCHEMA) writeFileSync(schemaFile, text);
    expect(readFileSync(schemaFile, 'utf8')).toBe(text);
  } finally {
    await drop();
  }
});
