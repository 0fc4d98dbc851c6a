import { alertsOf, readRules } from '../../tools/src/operation/alert-rules.js';
import { eventually } from '../support/eventually.js';
import { ObservedSystem } from './harness/observed-system.js';
import { ALERT_FAULTS } from './inject/alert-faults.js';

const LONG = process.env.FAULTS === 'long';
const WITHIN_MS = 600_000;
/** A minute of the rules is three seconds, or one. The long form has time for slow scrapes. */
const PACE = LONG ? { factor: 20, scrapeSeconds: 3 } : { factor: 60, scrapeSeconds: 1 };
/** An hour of the rules; in the short form a few minutes. */
const HEALTHY_MS = LONG ? 180_000 : 5_000;
/** No disk is filled here: `promtool` alone tests this one. */
const UNTRIED = ['SendstreamDiskNearlyFull'];

const FAULTS = ALERT_FAULTS.filter(({ quick }) => LONG || quick);

let observed: ObservedSystem;
beforeAll(async () => {
  observed = await ObservedSystem.start(PACE);
}, WITHIN_MS);
afterAll(() => observed?.stop(), WITHIN_MS);

describe('alerts on what a real Prometheus scrapes of a real system', () => {
  it(
    'are silent while messages come and go',
    async () => {
      const until = performance.now() + HEALTHY_MS;
      await observed.under(
        eventually(async () => {
          expect(performance.now()).toBeGreaterThan(until);
          const [scraped] = await observed.prometheus.query('sum(sendstream_message_delivery_seconds_count)');
          expect(scraped?.value).toBeGreaterThan(10);
        }, WITHIN_MS),
      );
      expect(await observed.prometheus.fired()).toEqual([]);
    },
    WITHIN_MS,
  );

  it.each(FAULTS.map((fault) => [fault.name, fault] as const))(
    'tell of %s',
    (_, { alerts, quick, drive }) => drive(observed, LONG ? alerts : (quick ?? [])),
    WITHIN_MS,
  );

  it('are all tried, but for that of the disk', () => {
    const tried = ALERT_FAULTS.flatMap(({ alerts }) => alerts);
    expect([...new Set([...tried, ...UNTRIED])].sort()).toEqual(
      alertsOf(readRules())
        .map(({ alert }) => alert)
        .sort(),
    );
  });
});
