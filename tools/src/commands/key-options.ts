import { InvalidArgumentError } from 'commander';
import { API_SCOPES, type ApiScope } from '#entities';
import { faultOfKeyName } from '#messaging';
import { didYouMean } from './nearest.js';

/** A key's name. @throws InvalidArgumentError */
export function keyName(text: string): string {
  const fault = faultOfKeyName(text);
  if (fault !== null) throw new InvalidArgumentError(`It ${fault}.`);
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
