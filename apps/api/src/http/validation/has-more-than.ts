/** Whether a text has more than `most` characters (code points), found out in a time that `most` bounds. */
export function hasMoreThan(text: string, most: number): boolean {
  if (text.length <= most) return false;
  // No character is longer than two units.
  return text.length > 2 * most || [...text].length > most;
}
