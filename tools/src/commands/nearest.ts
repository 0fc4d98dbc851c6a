import { nearest } from '#config';

/** ` Did you mean ...?` for the known word that is closest to this one; empty when none is close. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === null ? '' : ` Did you mean ${meant}?`;
}
