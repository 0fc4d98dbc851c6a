import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { FAULT_SEED, LONG } from './harness/seeded-choices.js';
import { type CallResult, LifecycleModel } from './harness/lifecycle-model.js';
import { Repositories } from './harness/repositories.js';
import { SCENARIO_MS } from './harness/survive.js';

/** Section 4 of the plan, as this suite reads it; the product has its own table. */
const ALLOWED: Record<string, string[]> = {
  pending: ['sending', 'sent', 'delivered', 'failed'],
  sending: ['retry', 'sent', 'delivered', 'failed'],
  retry: ['pending', 'sending', 'sent', 'delivered', 'failed'],
  sent: ['delivered', 'failed'],
  // Texts: only a mail may bounce after that.
  delivered: [],
  failed: [],
};
const RUNS = LONG ? 1_000 : 60;
const PROCESSORS = 3;
/** Steps that bring any message to its end, once processors neither die nor fail. */
const ROUNDS = 12;

type Step = { name: string; run: (model: LifecycleModel) => Promise<void> | void };

const processor = fc.nat(PROCESSORS - 1);
const index = fc.nat(5);
const callEnd = fc.constantFrom<CallResult>(
  'accepted',
  'refused',
  'permanent',
  'taken, no answer',
  'lost, no answer',
);
const status = fc.constantFrom('sent' as const, 'delivered' as const, 'undelivered' as const);

const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
  { weight: 2, arbitrary: index.map((n) => named(`accept ${n % 2}`, (model) => model.accept(n % 2))) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(processor, index)
      .map(([p, m]) => named(`${p} claims ${m}`, (model) => model.claim(p, m))),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(processor, callEnd)
      .map(([p, end]) => named(`${p} calls: ${end}`, (model) => model.work(p, end))),
  },
  { weight: 4, arbitrary: processor.map((p) => named(`${p} records`, (model) => model.record(p))) },
  { weight: 1, arbitrary: processor.map((p) => named(`${p} crashes`, (model) => model.crash(p))) },
  { weight: 2, arbitrary: fc.constant(named('time passes', (model) => model.letTimePass())) },
  { weight: 1, arbitrary: fc.constant(named('due rows are promoted', (model) => model.promote())) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(index, status)
      .map(([e, s]) => named(`callback ${e}: ${s}`, (model) => model.callback(e, s))),
  },
);

function named(name: string, run: Step['run']): Step & { toString(): string } {
  return { name, run, toString: () => name };
}

describe('any interleaving of accept, claim, call, crash, expiry, callback and replay', () => {
  let repositories: Repositories;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    repositories = await Repositories.open(4);
  });
  afterAll(() => repositories?.close());

  async function run(steps: Step[]): Promise<void> {
    const model = new LifecycleModel(repositories);
    await model.accept(0);
    let before = await repositories.statuses(model.ids);
    for (const { name, run } of steps) {
      await run(model);
      const after = await repositories.statuses(model.ids);
      for (const [id, status] of after) {
        const was = before.get(id) ?? 'pending';
        if (status !== was && !ALLOWED[was]?.includes(status))
          throw new Error(`${name}: ${was} -> ${status}`);
      }
      before = after;
    }
    await model.finish(ROUNDS);
    for (const status of (await repositories.statuses(model.ids)).values()) {
      expect(['sent', 'delivered', 'failed']).toContain(status);
    }
    for (const { taken, owned } of (await model.balance()).values()) expect(owned).toBe(taken);
  }

  it(
    `moves only along the plan, ends, and hands over once (${RUNS} runs)`,
    async () => {
      const steps = fc.array(step, { minLength: 5, maxLength: 40 });
      await fc.assert(fc.asyncProperty(steps, run), { seed: FAULT_SEED, numRuns: RUNS });
    },
    SCENARIO_MS * (LONG ? 10 : 1),
  );
});
