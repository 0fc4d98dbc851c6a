import { writeFileSync } from 'node:fs';
import { openApiFile, openApiText } from './documents/open-api-file.js';

writeFileSync(openApiFile, await openApiText());
console.log(`Wrote ${openApiFile}`);
