import { generateKeyPairSync } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { sendgridReports, twilioReports } from './harness/callbacks.js';
import { ANSWER } from './harness/conduct.js';
import type { LedgerEntry } from './harness/ledger.js';
import { type Fault, SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const MESSAGES = 60;
/** Fewer than open the circuit of both processors. */
const HANGING = 8;

describe('callbacks that come too early, twice, out of order and too late', () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    system = await SystemUnderFault.start({ variables: { SENDGRID_WEBHOOK_PUBLIC_KEY: key } });
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  /** The entries taken during the fault, each reported as `report` does. */
  function reporting(
    name: string,
    report: (entry: LedgerEntry) => Promise<void>,
    hangs = false,
  ): Fault & { entries: LedgerEntry[] } {
    const entries: LedgerEntry[] = [];
    return {
      name,
      entries,
      async inject({ provider }) {
        provider.conduct = hangs ? () => ({ kind: 'hang' }) : ANSWER;
        provider.onTaken = async (entry) => {
          entries.push(entry);
          await report(entry);
        };
        await eventually(() => expect(entries.length).toBeGreaterThan(hangs ? HANGING : MESSAGES), 20_000);
        provider.conduct = ANSWER;
        provider.onTaken = () => undefined;
      },
    };
  }

  const statusesOf = async (entries: LedgerEntry[]) => {
    const ids = entries.map(({ messageId }) => messageId);
    const { rows } = await system.database.pool.query<{ id: string; status: string }>(
      'SELECT id, status FROM messages WHERE id = ANY ($1) ORDER BY id',
      [ids],
    );
    return rows.map(({ status }) => status);
  };
  /** Callbacks of the last messages may still be under way. */
  const allBecome = (status: string, entries: LedgerEntry[]) =>
    eventually(async () => expect(new Set(await statusesOf(entries))).toEqual(new Set([status])));
  const reports = (entry: LedgerEntry, ...statuses: string[]) => {
    const api = system.apis[0]?.url as string;
    const one = (status: string) =>
      entry.provider === 'twilio'
        ? twilioReports(entry, status)
        : sendgridReports(entry, status, api, privateKey);
    return Promise.all(statuses.map(one)).then(() => undefined);
  };
  const survives = (fault: Fault) => survive(system, fault, { alsoFinal: ['delivered'] });

  it(
    'delivered, told before the answer to the call',
    async () => {
      const fault = reporting('early callbacks', (entry) => reports(entry, 'delivered'));
      await survives(fault);
      await allBecome('delivered', fault.entries);
    },
    SCENARIO_MS,
  );

  it(
    'delivered and sent at once, in any order, and again after the end',
    async () => {
      const fault = reporting('shuffled callbacks', (entry) =>
        reports(entry, 'delivered', 'sent', 'delivered', 'sent'),
      );
      await survives(fault);
      await allBecome('delivered', fault.entries);
      await Promise.all(fault.entries.map((entry) => reports(entry, 'sent', 'delivered', 'queued')));
      await allBecome('delivered', fault.entries);
    },
    SCENARIO_MS,
  );

  it(
    'undelivered after delivered is the end, whatever is told again',
    async () => {
      const fault = reporting('late failures', (entry) => reports(entry, 'delivered'));
      await survives(fault);
      const failed = (entry: LedgerEntry) =>
        reports(entry, entry.provider === 'twilio' ? 'undelivered' : 'bounce');
      await Promise.all(fault.entries.map(failed));
      await allBecome('failed', fault.entries);
      await Promise.all(fault.entries.map((entry) => reports(entry, 'delivered', 'sent')));
      await allBecome('failed', fault.entries);
    },
    SCENARIO_MS,
  );

  it(
    'a call without an answer is settled by its callback, emails too',
    async () => {
      const fault = reporting('callbacks instead of answers', (entry) => reports(entry, 'delivered'), true);
      const rows = await survives(fault);
      await allBecome('delivered', fault.entries);
      const taken = fault.entries.map(({ messageId }) => system.provider.ledger.of(messageId).length);
      expect(new Set(taken)).toEqual(new Set([1]));
      expect(rows.filter(({ unknowable }) => unknowable > 0)).toEqual([]);
    },
    SCENARIO_MS,
  );
});
