import type { Load } from './load.js';
import type { JudgedSystem } from './judged-system.js';
import { type FinalRow, finalRows, settled, timeline } from './final-state.js';

export interface Expectation {
  /** What `ON_UNKNOWN_OUTCOME` says for a channel; default as the product's. */
  policyOf?: (type: string) => 'hold' | 'resend';
  /** Statuses a message may end in besides `sent`. Default: none. */
  alsoFinal?: readonly string[];
  /** Counts by number pair and body instead of by message, where messages are equal. */
  byContent?: boolean;
  withinMs?: number;
}

const DEFAULT_POLICY = (type: string) => (type === 'email' ? 'resend' : 'hold') as 'hold' | 'resend';
const SHOWN = 3;

/**
 * The one check of every scenario, from the ledger and the database: every message that got a 201 is in a final state,
 * and the ledger holds it exactly once. Where nobody can know the outcome, once or held as the policy says, and counted.
 */
export async function expectExactlyOnce(
  system: JudgedSystem,
  load: Pick<Load, 'accepted' | 'unanswered' | 'describe'>,
  since: Date,
  expectation: Expectation = {},
): Promise<FinalRow[]> {
  await settled(system, expectation.withinMs).catch((error: Error) => {
    throw new Error(`not settled (${load.describe()}): ${error.message}`);
  });
  const rows = await finalRows(system, since);
  const stored = new Set(rows.map(({ id }) => id));
  const wrong = new Map<string, string>();
  for (const id of load.accepted.keys())
    if (!stored.has(id)) wrong.set(id, 'LOST: got a 201 and is not stored');
  // Every post was tried under its key until it was answered: what no answer named was stored by a second try.
  for (const id of load.unanswered === 0 ? stored : [])
    if (!load.accepted.has(id)) wrong.set(id, 'DOUBLED: stored, and not the answer to any key');
  const countOf = expectation.byContent
    ? contentCount(system, rows, since)
    : (row: FinalRow) => system.provider.ledger.of(row.id).length;
  for (const row of rows) {
    const problem = problemOf(row, countOf(row), expectation);
    if (problem) wrong.set(row.id, problem);
  }
  expect(load.accepted.size).toBeGreaterThan(0);
  if (wrong.size === 0) return rows;
  const shown = [...wrong]
    .slice(0, SHOWN)
    .map(async ([id, what]) => `${id} ${what}: ${await timeline(system, id)}`);
  const lines = (await Promise.all(shown)).join('\n');
  throw new Error(`${wrong.size} of ${rows.length} messages are wrong (${load.describe()})\n${lines}`);
}

/** What is wrong with a message that the provider took `times` times; null when nothing is. */
function problemOf(
  row: FinalRow,
  times: number,
  { policyOf = DEFAULT_POLICY, alsoFinal = [] }: Expectation,
): string | null {
  const { status, unknowable, decidedByPolicy } = row;
  // Fewer are unknowable where an owner that was cut off could still record its answer after the policy had decided.
  if (unknowable > decidedByPolicy) return `NOT COUNTED: ${unknowable} unknowable, ${decidedByPolicy} told`;
  if (decidedByPolicy > 0 && policyOf(row.type) === 'hold') {
    const held = status === 'failed' && row.errorCode === 'outcome_unknown';
    return held && times <= 1 ? null : `NOT HELD: ${status}, in the ledger ${times} times`;
  }
  if (status !== 'sent' && !alsoFinal.includes(status)) return `NOT SENT: ${status} ${row.errorCode}`;
  if (times === 0) return `LOST: ${status}, and not in the ledger`;
  // What was sent again by policy may be there once more for each time.
  return times > 1 + decidedByPolicy ? `DOUBLED: in the ledger ${times} times` : null;
}

/** How often the provider took what this message says, shared evenly among the messages that say the same. */
function contentCount(system: JudgedSystem, rows: FinalRow[], since: Date): (row: FinalRow) => number {
  const equals = new Map<string, number>();
  for (const row of rows) equals.set(contentKey(row), (equals.get(contentKey(row)) ?? 0) + 1);
  return (row) => {
    const taken = system.provider.ledger
      .between(row.from, row.to)
      .filter(({ body, takenAt }) => body === row.body && takenAt >= since).length;
    return taken / (equals.get(contentKey(row)) as number);
  };
}

function contentKey({ from, to, body }: FinalRow): string {
  return JSON.stringify([from, to, body]);
}
