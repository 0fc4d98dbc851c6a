import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../services/paths.js';
import { expectGenerated } from '../../../test/support/expect-generated.js';
import { settingsFile, settingsText } from './settings-file.js';

it('docs/settings.md is made from .env.example; if not: npm run generate', () => {
  expectGenerated(settingsFile, settingsText(readFileSync(join(root, '.env.example'), 'utf8')));
});
