import { median } from './median.js';

/** Numbers by name: one thing measured may have several (rate, p50, memory). */
export type Numbers = Record<string, number>;

/** Who is measured in a metric, each with the way to measure it once. */
export type Contestants = Record<string, (round: number) => Promise<Numbers>>;

export interface Measured {
  median: Numbers;
  rounds: Numbers[];
}

/**
 * Measures everybody in turn, round after round (A, B, A, B ...), so that whatever the machine does meanwhile meets
 * all of them; the medians of each.
 */
export async function inTurn(
  contestants: Contestants,
  rounds: number,
  note: (line: string) => void,
): Promise<Record<string, Measured>> {
  const results: Record<string, Numbers[]> = {};
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, measure] of Object.entries(contestants)) {
      const numbers = await measure(round);
      (results[name] ??= []).push(numbers);
      note(`  round ${round}  ${name.padEnd(8)} ${inWords(numbers)}`);
    }
  }
  return Object.fromEntries(
    Object.entries(results).map(([name, numbers]) => [name, { median: medians(numbers), rounds: numbers }]),
  );
}

function medians(rounds: Numbers[]): Numbers {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name] ?? NaN))]));
}

function inWords(numbers: Numbers): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name} ${Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2)}`)
    .join('  ');
}
