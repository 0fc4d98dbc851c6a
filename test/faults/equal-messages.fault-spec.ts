import { ANSWER, sometimes } from './harness/conduct.js';
import { aText, type PostOf } from './harness/load.js';
import { type Fault, SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import { eventually } from '../support/eventually.js';
import { KILLED_BEFORE_RECORD } from './inject/process-faults.js';

const NUMBERS = 3;
const REQUESTS = 40;

/** The same text to the same few numbers again and again: at the provider nothing tells them apart. */
const equalPost: PostOf = (_, number) => aText(number % NUMBERS);

const SOME_TAKEN_SOME_NOT: Fault = {
  name: 'the provider gives no answer, and took some of the messages and others not',
  async inject({ provider }, chance) {
    const wanted = provider.requests + REQUESTS;
    provider.conduct = sometimes(chance, 0.4, () =>
      chance.of(0.5) ? { kind: 'cut' } : { kind: 'garbage', taken: false },
    );
    await eventually(() => expect(provider.requests).toBeGreaterThanOrEqual(wanted));
    provider.conduct = ANSWER;
  },
};

describe('equal messages to one number, whose outcomes are unknown', () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    system = await SystemUnderFault.start();
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  it.each([SOME_TAKEN_SOME_NOT, KILLED_BEFORE_RECORD])(
    '$name: as many are taken as were accepted',
    (fault) => survive(system, fault, { load: { post: equalPost }, byContent: true }),
    SCENARIO_MS,
  );
});
