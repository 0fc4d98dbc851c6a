import { expectGenerated } from '../support/expect-generated.js';
import { schemaFile, schemaText } from '../../tools/src/documents/schema-file.js';
import { createTestDatabase } from '../support/test-database.js';

it('libs/entities/schema.sql is what the migrations make; if not: npm run generate', async () => {
  const { pool, drop } = await createTestDatabase();
  try {
    const text = await schemaText(async <Row>(sql: string) => (await pool.query(sql)).rows as Row[]);
    expectGenerated(schemaFile, text);
  } finally {
    await drop();
  }
});
