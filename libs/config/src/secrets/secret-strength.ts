const MIN_LENGTH = 16;
const MIN_BITS = 40;

/**
 * Why a secret that outsiders could guess at is too weak; null: it is not. Sixteen characters that are not the same few
 * over and over: this finds what was typed for a trial, not what is in a dictionary.
 */
export function weaknessOf(secret: string): string | null {
  if (secret.length < MIN_LENGTH) return `must be at least ${MIN_LENGTH} characters in production`;
  if (bitsOf(secret) < MIN_BITS) return 'must not be the same few characters over and over in production';
  return null;
}

/** Shannon's measure: what it would take to tell the characters, known how often each comes, in their order. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  return bits;
}
