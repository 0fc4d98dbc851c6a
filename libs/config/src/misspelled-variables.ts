import { nearest } from './nearest.js';

/** One line for each variable that is none of the known ones and looks like a misspelling of one. */
export function misspelledAmong(env: Record<string, string | undefined>, known: string[]): string[] {
  const isKnown = new Set(known);
  return Object.keys(env).flatMap((variable) => {
    // What is set by a file is set: TWILIO_AUTH_TOKEN_FILE.
    if (isKnown.has(variable) || isKnown.has(variable.replace(/_FILE$/, '')) || (env[variable] ?? '') === '')
      return [];
    const meant = nearest(variable.toUpperCase(), known, mistakesIn);
    return meant === null ? [] : [`${variable} is no setting and does nothing. Did you mean ${meant}?`];
  });
}

/** Few, so that variables of others are not taken for ours: `HOME` is not `HOST`, and `REDIS_TLS` not `REDIS_URL`. */
function mistakesIn(letters: number): number {
  return Math.min(3, Math.max(1, Math.floor(letters / 5)));
}
