import fc from 'fast-check';
import { EXAMPLE_API_KEY } from '../../apps/api/src/access/session.dto.js';
import { arbitraryCase, type Case, exampleCases } from './cases.js';
import { answerTo, Contract } from './contract.js';
import { type ApiDocument, type DocumentedOperation, documentOf, operationsOf } from './documented.js';
import { INBOUND_SECRET, FixtureMaker, type PathValues } from './path-values.js';
import { newKey } from '../support/api-key.js';
import { RunningSystem } from '../support/running-system.js';

const REQUESTS = Number(process.env.CONTRACT_REQUESTS ?? 1_000);
const SEED = Number(process.env.CONTRACT_SEED ?? Date.now() % 2 ** 31);
const AT_ONCE = 8;

let system: RunningSystem;
let document: ApiDocument;
let operations: DocumentedOperation[];
let contract: Contract;
let maker: FixtureMaker;
let key: Record<string, string>;

beforeAll(async () => {
  system = await RunningSystem.start({
    API_KEYS_REQUIRED: 'true',
    WEBHOOK_ALLOW_UNSIGNED: 'true',
    SENDGRID_INBOUND_SECRET: INBOUND_SECRET,
  });
  key = { authorization: `Bearer ${(await newKey(system, ['admin'])).secret}` };
  maker = new FixtureMaker(system, key);
  document = await documentOf(system.url);
  operations = operationsOf(document);
  contract = new Contract(document);
  // The one that signing in has as its example.
  await newKey(system, ['read'], { secret: EXAMPLE_API_KEY });
});
afterAll(() => system.stop());

describe('the documented API', () => {
  it('names every operation once, says what it does, and has an example of what it takes', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(names).toEqual([...new Set(names)]);
    const lacking = operations.filter(
      ({ summary, tags, body }) => !summary || tags?.length !== 1 || body?.examples.length === 0,
    );
    expect(lacking.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('answers every example as documented', async () => {
    const breaches: string[] = [];
    for (const operation of operations) {
      const isSuccess = (status: number) => status < 400 && String(status) in operation.responses;
      for (const [index] of (operation.body?.examples ?? [null]).entries()) {
        const example = exampleCases(operation, await maker.pathValuesFor(operation))[index] as Case;
        const answer = await answerTo(system.url, withKey(example), true);
        const wrong = contract.breaches(example, answer);
        if (!isSuccess(answer.status)) wrong.push(`answered ${answer.status}: ${answer.text}`);
        breaches.push(...wrong.map((each) => `${told(example)}: ${each}`));
      }
    }
    expect(breaches).toEqual([]);
  });

  it('wants the key, with the scope, that it says', async () => {
    const breaches: string[] = [];
    const others = { send: 'read', read: 'send', manage: 'send', admin: 'manage' } as const;
    for (const operation of operations.filter(({ security }) => security)) {
      const [example] = exampleCases(operation, await maker.pathValuesFor(operation)) as [Case];
      const scope = Object.values(operation.security?.[0] ?? {})[0]?.[0] as keyof typeof others;
      const { secret } = await newKey(system, [others[scope]]);
      const lacking = { ...example, headers: { ...example.headers, authorization: `Bearer ${secret}` } };
      for (const [status, sent] of [
        [401, example],
        [403, lacking],
      ] as const) {
        const answer = await answerTo(system.url, sent);
        const wrong = contract.breaches(sent, answer);
        if (answer.status !== status) wrong.push(`answered ${answer.status}, not ${status}`);
        breaches.push(...wrong.map((each) => `${told(sent)}: ${each}`));
      }
    }
    expect(breaches).toEqual([]);
  });

  it(
    `answers ${REQUESTS} requests, right and wrong, as documented and never with a fault (seed ${SEED})`,
    async () => {
      const cases = await allCases();
      const breaches: string[] = [];
      const statuses = new Map<number, number>();
      const work = async () => {
        for (let next = cases.pop(); next; next = cases.pop()) {
          const answer = await answerTo(system.url, withKey(next));
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          const wrong = contract.breaches(next, answer);
          breaches.push(...wrong.map((each) => `${told(next)}: ${each} <- ${answer.text.slice(0, 300)}`));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      console.log(`CONTRACT_SEED=${SEED}`, Object.fromEntries(statuses));
      expect(breaches.slice(0, 10)).toEqual([]);
      // A generator that only ever made what is refused, or what is taken, would test half.
      const taken = [...statuses].reduce((sum, [status, count]) => sum + (status < 300 ? count : 0), 0);
      expect(taken).toBeGreaterThan(REQUESTS / 10);
      expect(taken).toBeLessThan((REQUESTS * 9) / 10);
    },
    180 * REQUESTS,
  );
});

/** Only where the document says that one is needed: whatever needs one besides is found out. */
function withKey(sent: Case): Case {
  return sent.operation.security ? { ...sent, headers: { ...sent.headers, ...key } } : sent;
}

/** As many for each operation, dealt out in turn. */
async function allCases(): Promise<Case[]> {
  const each = Math.ceil(REQUESTS / operations.length);
  const perOperation: Case[][] = [];
  for (const [index, operation] of operations.entries()) {
    const pathValues: PathValues[] = [];
    for (let made = 0; made < 3; made++) pathValues.push(await maker.pathValuesFor(operation));
    const cases = arbitraryCase(document, operation, pathValues);
    perOperation.push(fc.sample(cases, { numRuns: each, seed: SEED + index }));
  }
  const dealt = Array.from({ length: each }, (_, turn) =>
    perOperation.map((cases) => cases[turn] as Case),
  ).flat();
  return dealt.slice(0, REQUESTS);
}

function told({ operation, target, headers, body }: Case): string {
  const { operationId, method } = operation;
  return `${operationId}: ${method} ${target} ${JSON.stringify(headers)} ${String(body ?? '').slice(0, 500)}`;
}
