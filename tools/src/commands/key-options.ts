import { InvalidArgumentError } from 'commander';
import { API_SCOPES, type ApiScope } from '#entities';
import { didYouMean } from './nearest.js';

/** A key's name. A UUID is an id: what `revoke` means must be clear. @throws InvalidArgumentError */
export function keyName(text: string): string {
  if (!/^[\w.@-][\w.@ -]{0,99}$/.test(text) || /^[0-9a-f-]{36}$/i.test(text)) {
    throw new InvalidArgumentError(
      'It must be 1 to 100 letters, digits, spaces, or any of . _ - @, and no UUID.',
    );
  }
  return text;
}

/** The scopes of a comma-separated list, each once. @throws InvalidArgumentError */
export function keyScopes(text: string): ApiScope[] {
  const given = new Set(text.split(',').map((scope) => scope.trim()));
  const scopes = API_SCOPES.filter((scope) => given.has(scope));
  if (scopes.length === 0 || scopes.length < given.size) {
    const unknown = [...given].find((scope) => !scopes.includes(scope as ApiScope)) ?? '';
    const hint = didYouMean(unknown, API_SCOPES);
    throw new InvalidArgumentError(
      `It must be one or more of ${API_SCOPES.join(', ')}, separated by commas.${hint}`,
    );
  }
  return scopes;
}

/** Requests per window; 0 is no limit. @throws InvalidArgumentError */
export function keyRateLimit(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number; 0 is no limit.');
  return Number(text);
}
