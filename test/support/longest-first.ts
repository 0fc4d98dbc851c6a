import imported from '@jest/test-sequencer';

// Its types are those of its other form, for `require`.
const Sequencer = imported as unknown as typeof imported.default;
type Tests = Parameters<InstanceType<typeof Sequencer>['sort']>[0];

/** The suites that take longest: one that began last would run alone in the end. Only one of them needs a browser, as the first fetches it. */
const LONGEST = [
  'tools/src/start.spec',
  'test/operation/refused-boot.e2e-spec',
  'test/console/accessibility.e2e-spec',
  'test/images/images.e2e-spec',
  'tools/src/operation/alert-rules.spec',
  'test/contract/contract.e2e-spec',
  'test/messages/bulk-backlog.e2e-spec',
  'test/provider-events/status-lookups.e2e-spec',
  'test/messages/message-search.e2e-spec',
  'test/operation/restore.e2e-spec',
  'test/operation/redis-cluster.e2e-spec',
  'test/console/connection.e2e-spec',
  'tools/src/lint/circles.spec',
];

/**
 * Begins with the longest suites, which Jest knows by itself only where they have run before.
 * @public Named in jest.config.ts.
 */
export default class LongestFirst extends Sequencer {
  override async sort(tests: Tests): Promise<Tests> {
    const placeOf = ({ path }: Tests[number]) => {
      const place = LONGEST.findIndex((name) => path.includes(name));
      return place < 0 ? LONGEST.length : place;
    };
    return (await super.sort(tests)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}
