import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';

/** `sendstream openapi`: the description of the API. */
export function addOpenApi(program: Command): void {
  program
    .command('openapi')
    .description('print the OpenAPI description of the API')
    .option('--write', 'write it to openapi.json in the checkout instead')
    .action(async ({ write }: { write?: boolean }) => {
      // It loads the whole API, which no other command needs.
      const { openApiFile, openApiText } = await import('../documents/open-api-file.js');
      const text = await openApiText();
      if (!write) {
        process.stdout.write(text);
        return;
      }
      if (!existsSync(openApiFile))
        throw new Error('This is no checkout of Sendstream: there is no openapi.json to write.');
      writeFileSync(openApiFile, text);
      console.log(`Wrote ${openApiFile}`);
    });
}
