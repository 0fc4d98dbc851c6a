import { eventually } from '../../support/eventually.js';
import { sendgridReports, twilioReports } from '../harness/callbacks.js';
import { ANSWER } from '../harness/provider-behaviour.js';
import type { LedgerEntry } from '../harness/ledger.js';
import { type Fault, SCENARIO_MS, survive } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';

/** Of each way to report, so many are met. */
const MESSAGES = 25;
/** Fewer than open the circuit of all processors. */
const HANGING = 8;
const WITHIN_MS = 30_000;

type Report = (entry: LedgerEntry) => Promise<void>;

export function callbackScenarios(system: () => SystemUnderFault): void {
  describe('callbacks that come too early, twice, out of order and too late', () => {
    const survives = (fault: Fault) => survive(system(), fault, { alsoFinal: ['delivered'] });

    it(
      'before the answer to the call, in any order, again after the end, and a failure after delivery',
      async () => {
        const reports = reporter(system());
        const early = reportedTo((entry) => reports(entry, 'delivered'));
        const shuffled = reportedTo((entry) => reports(entry, 'delivered', 'sent', 'delivered', 'sent'));
        const failing = reportedTo((entry) => reports(entry, 'delivered'));
        const ways = [early, shuffled, failing];
        await survives({
          name: 'callbacks that are early, shuffled, and of failures after delivery',
          async inject({ provider }) {
            let taken = 0;
            provider.onTaken = (entry) => (ways[taken++ % ways.length] as (typeof ways)[0]).report(entry);
            await eventually(() => expect(taken).toBeGreaterThanOrEqual(MESSAGES * ways.length), WITHIN_MS);
            provider.onTaken = () => undefined;
          },
        });
        for (const { entries } of ways) await allBecome(system(), 'delivered', entries);

        await Promise.all(shuffled.entries.map((entry) => reports(entry, 'sent', 'delivered', 'queued')));
        await allBecome(system(), 'delivered', shuffled.entries);

        const failed = (entry: LedgerEntry) =>
          reports(entry, entry.provider === 'twilio' ? 'undelivered' : 'bounce');
        // A mail may bounce after it was delivered; of a text the first end stands.
        const texts = failing.entries.filter(({ provider }) => provider === 'twilio');
        const mails = failing.entries.filter(({ provider }) => provider !== 'twilio');
        await Promise.all(failing.entries.map(failed));
        await allBecome(system(), 'failed', mails);
        await Promise.all(failing.entries.map((entry) => reports(entry, 'delivered', 'sent')));
        await allBecome(system(), 'failed', mails);
        await allBecome(system(), 'delivered', texts);
      },
      SCENARIO_MS,
    );

    it(
      'in place of an answer: the call is settled by them, emails too',
      async () => {
        const reports = reporter(system());
        const { entries, report } = reportedTo((entry) => reports(entry, 'delivered'));
        const rows = await survives({
          name: 'callbacks instead of answers',
          async inject({ provider }) {
            provider.behaviour = () => ({ kind: 'hang' });
            provider.onTaken = report;
            await eventually(() => expect(entries.length).toBeGreaterThan(HANGING), WITHIN_MS);
            provider.behaviour = ANSWER;
            provider.onTaken = () => undefined;
          },
        });
        await allBecome(system(), 'delivered', entries);
        const taken = entries.map(({ messageId }) => system().provider.ledger.of(messageId).length);
        expect(new Set(taken)).toEqual(new Set([1]));
        expect(rows.filter(({ unknowable }) => unknowable > 0)).toEqual([]);
      },
      SCENARIO_MS,
    );
  });
}

/** Remembers what it reported. */
function reportedTo(how: Report): { entries: LedgerEntry[]; report: Report } {
  const entries: LedgerEntry[] = [];
  const report = (entry: LedgerEntry) => {
    entries.push(entry);
    return how(entry);
  };
  return { entries, report };
}

/** Tells the api these statuses of an entry, all at once. */
function reporter({ apis, sendgridKey }: SystemUnderFault) {
  return async (entry: LedgerEntry, ...statuses: string[]): Promise<void> => {
    const api = apis[0]?.url as string;
    const one = (status: string) =>
      entry.provider === 'twilio'
        ? twilioReports(entry, status)
        : sendgridReports(entry, status, api, sendgridKey);
    await Promise.all(statuses.map(one));
  };
}

/** Callbacks of the last messages may still be under way. */
function allBecome({ database }: SystemUnderFault, status: string, entries: LedgerEntry[]): Promise<void> {
  const ids = entries.map(({ messageId }) => messageId);
  return eventually(async () => {
    const { rows } = await database.pool.query<{ status: string }>(
      'SELECT DISTINCT status FROM messages WHERE id = ANY ($1)',
      [ids],
    );
    expect(rows).toEqual([{ status }]);
  }, WITHIN_MS);
}
