import { SIMULATOR_DOMAIN } from './answers.js';
import { HTTP_OUTCOMES } from './http-outcomes.js';
import { SENDGRID_OUTCOMES, TWILIO_OUTCOMES } from './outcomes.js';
import { SES_OUTCOMES } from './ses-outcomes.js';
import { VONAGE_OUTCOMES } from './vonage-outcomes.js';

/** One line of the table that people read. */
export interface OutcomeRow {
  provider: 'Twilio' | 'Vonage' | 'SendGrid' | 'SES' | 'HTTP';
  address: string;
  says: string;
  /** Who gives it this meaning. */
  origin: 'Twilio' | 'Sendstream';
}

/** The outcomes as people read them; the page and the README show exactly these. */
export function outcomeRows(): OutcomeRow[] {
  return [
    ...TWILIO_OUTCOMES.map((outcome): OutcomeRow => ({
      provider: 'Twilio',
      address: `${outcome.party} ${outcome.number}`,
      says: outcome.says,
      origin: outcome.isDocumented ? 'Twilio' : 'Sendstream',
    })),
    ...VONAGE_OUTCOMES.map(({ party, number, says }): OutcomeRow => ({
      ...{ provider: 'Vonage', address: `${party} ${number}`, says, origin: 'Sendstream' },
    })),
    ...SENDGRID_OUTCOMES.map(({ mailbox, says }): OutcomeRow => ({
      ...{ provider: 'SendGrid', address: `to ${mailbox}@${SIMULATOR_DOMAIN}`, says, origin: 'Sendstream' },
    })),
    ...SES_OUTCOMES.map(({ mailbox, says }): OutcomeRow => ({
      ...{ provider: 'SES', address: `to ${mailbox}@${SIMULATOR_DOMAIN}`, says, origin: 'Sendstream' },
    })),
    ...HTTP_OUTCOMES.map(({ number, mailbox, says }): OutcomeRow => ({
      ...{ provider: 'HTTP', address: `to ${number}, ${mailbox}@…`, says, origin: 'Sendstream' },
    })),
  ];
}

/** The table of the README, as Markdown. */
export function outcomesMarkdown(): string {
  const rows = outcomeRows().map(
    (row) => `| ${row.provider} | \`${row.address}\` | ${row.says} | ${row.origin} |`,
  );
  const head = ['| Provider | Address | What happens | Defined by |', '| --- | --- | --- | --- |'];
  return [...head, ...rows].join('\n');
}
