/** How far apart two words may be for one to be a misspelling of the other. */
const MAX_DISTANCE = 3;

/** `Did you mean ...?` for the known word that is closest to this one; empty when none is close. */
export function didYouMean(word: string, known: string[]): string {
  const close = known
    .map((candidate) => ({ candidate, distance: distanceBetween(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.min(MAX_DISTANCE, Math.ceil(candidate.length / 2)))
    .sort((one, other) => one.distance - other.distance)[0];
  return close ? ` Did you mean ${close.candidate}?` : '';
}

/** The insertions, deletions and substitutions between two words (Levenshtein), row by row of the usual table. */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at += 1) {
      const substituted = (row[at] as number) + (letter === other[at] ? 0 : 1);
      next.push(Math.min(substituted, (row[at + 1] as number) + 1, (next[at] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
