/**
 * The known word that this one is most likely a misspelling of; null when none is close. `reach`: how many mistakes a known
 * word of so many letters may have been written with.
 */
export function nearest(
  word: string,
  known: readonly string[],
  reach = (letters: number) => Math.min(3, Math.ceil(letters / 2)),
): string | null {
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of known) {
    const max = reach(candidate.length);
    if (Math.abs(candidate.length - word.length) > max) continue;
    const distance = distanceBetween(word, candidate);
    if (distance <= max && distance < (best?.distance ?? Infinity)) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

/**
 * The insertions, deletions, substitutions and swaps of two neighbours between two words, row by row of the usual table
 * (Damerau and Levenshtein, "optimal string alignment").
 */
function distanceBetween(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at += 1) {
      const substituted = (row[at] as number) + (one[index] === other[at] ? 0 : 1);
      let min = Math.min(substituted, (row[at + 1] as number) + 1, (next[at] as number) + 1);
      const isSwap = index > 0 && at > 0 && one[index] === other[at - 1] && one[index - 1] === other[at];
      if (isSwap) min = Math.min(min, (before[at - 1] as number) + 1);
      next.push(min);
    }
    [before, row] = [row, next];
  }
  return row.at(-1) as number;
}
