import { readFile } from 'node:fs/promises';
import { outcomeRows, outcomesMarkdown } from './outcome-rows.js';

describe('the table of outcomes', () => {
  it('names every address of a provider once', () => {
    const addresses = outcomeRows().map(({ provider, address }) => `${provider} ${address}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('is the one in the README', async () => {
    const readme = await readFile('apps/sandbox/README.md', 'utf8');
    // The formatter pads the columns of a table.
    const unpadded = (text: string) => text.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');
    expect(unpadded(readme)).toContain(outcomesMarkdown());
  });
});
