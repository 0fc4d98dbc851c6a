/** Why this text cannot be stored; null when it can: PostgreSQL takes no NUL, and half a surrogate pair is no character. */
export function unstorable(text: string): string | null {
  if (text.includes('\0')) return 'must not contain the NUL character';
  return text.isWellFormed() ? null : 'must be well-formed Unicode (it has half a surrogate pair)';
}
