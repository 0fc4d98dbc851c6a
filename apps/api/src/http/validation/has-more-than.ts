/** Whether a text has more than `most` characters (code points), found out in a time that `most` bounds. */
export function hasMoreThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  // No character is longer than two units.
  return text.length > 2 * max || [...text].length > max;
}
