import { readFileSync } from 'node:fs';
import { openApiFile, openApiText } from './open-api-file.js';

it('openapi.json describes the API as it is; if not: npm run openapi', async () => {
  expect(readFileSync(openApiFile, 'utf8')).toBe(await openApiText());
});
