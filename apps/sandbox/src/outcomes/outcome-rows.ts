import { SENDGRID_OUTCOMES, SIMULATOR_DOMAIN, TWILIO_OUTCOMES } from './outcomes.js';

/** One line of the table that people read. */
export interface OutcomeRow {
  channel: 'sms, mms' | 'email';
  address: string;
  says: string;
  origin: 'Twilio' | 'Sendstream';
}

/** The outcomes as people read them; the page and the README show exactly these. */
export function outcomeRows(): OutcomeRow[] {
  return [
    ...TWILIO_OUTCOMES.map((outcome): OutcomeRow => ({
      channel: 'sms, mms',
      address: `${outcome.party} ${outcome.number}`,
      says: outcome.says,
      origin: outcome.isDocumented ? 'Twilio' : 'Sendstream',
    })),
    ...SENDGRID_OUTCOMES.map((outcome): OutcomeRow => ({
      channel: 'email',
      address: `to ${outcome.mailbox}@${SIMULATOR_DOMAIN}`,
      says: outcome.says,
      origin: 'Sendstream',
    })),
  ];
}

/** The table of the README, as Markdown. */
export function outcomesMarkdown(): string {
  const rows = outcomeRows().map(
    (row) => `| ${row.channel} | \`${row.address}\` | ${row.says} | ${row.origin} |`,
  );
  return ['| Channel | Address | What happens | Defined by |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}
