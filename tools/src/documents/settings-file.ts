import { join } from 'node:path';
import { root } from '../services/paths.js';

/** Where the settings are checked in as a page. */
export const settingsFile = join(root, 'docs/settings.md');

const HEADER = `# Settings

Every setting comes from the environment, or from \`.env\` beside the checkout. A bad value stops the boot; the message names
the variable, never its value. A variable that is no setting is left alone, as it may be another program's; one that looks like a
misspelled setting is named in a warning at boot and by every command: \`MAX_RETRYS is no setting and does nothing. Did you mean
MAX_RETRIES?\`

Every setting may stand in a file in its place, as orchestrators mount secrets: \`TWILIO_AUTH_TOKEN_FILE=/run/secrets/twilio\` is
\`TWILIO_AUTH_TOKEN\` with what the file holds, without the line break at its end. How secrets are changed: [operations/secrets.md](operations/secrets.md).

What is marked (!) must be set in production, where the credentials of the sandbox and every other secret that this repository
publishes are refused. What is marked (*) is the account of a provider: all of it or nothing. A provider without it is not
configured: its messages are refused with a 422 that says so, those that were accepted before are held until it is, and what it
calls us with is answered 404. In production at least one must be configured. Outside production the default is the sandbox's
account, with which no real service is ever called.

This page is generated from \`.env.example\`, which a test holds against the settings classes: \`npm run generate\` writes it anew.
`;

/** `.env.example` as a page: its sections as headings, each setting with its default and its line. */
export function settingsText(example: string): string {
  const page: string[] = [HEADER];
  let said: string[] = [];
  let inTable = false;
  const openTable = (title: string) => {
    page.push(`${inTable ? '\n' : ''}## ${title}\n\n| Variable | Default | |\n| --- | --- | --- |`);
    inTable = true;
  };
  for (const line of example.split('\n')) {
    const [, name, value = ''] = /^#([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      if (!inTable) openTable('General');
      page.push(
        `| \`${name}\` | ${value === '' ? '' : `\`${value}\``} | ${said.join(' ').replaceAll('|', '\\|')} |`,
      );
      said = [];
    } else if (line.startsWith('## ')) openTable(line.slice(3));
    else if (line.startsWith('# ')) said.push(line.slice(2));
    else said = [];
  }
  return `${page.join('\n')}\n`;
}
