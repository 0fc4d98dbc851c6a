import 'reflect-metadata';
import { validateSync } from 'class-validator';
import { withStoreUrls } from './addresses/store-parts.js';
import type { Environment } from './environment.js';
import { misspelledAmong } from './misspelled-variables.js';
import { asKnown } from './one-of.js';
import { withSecretFiles } from './secrets/secret-file.js';
import { SettingsError } from './settings-error.js';

type Scalar = string | number | boolean;

/** A settings class: every property has a default, and its variable is the property's name in SCREAMING_SNAKE_CASE. */
export interface SettingsClass<T extends object> {
  new (): T;
  /** Rules that look at more than one variable; answers one line per problem, each naming its variable. */
  crossCheck?(
    settings: NoInfer<T>,
    given: (property: string) => boolean,
    nameOf: (property: string) => string,
  ): string[];
}

/** `smsConcurrency` -> `SMS_CONCURRENCY`. */
export function variableName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** What settings were read from: those of others, as accounts at providers, are read from the same. */
const environments = new WeakMap<object, Environment>();

/**
 * Reads one app's settings from the environment: coerced to the type of each default, validated, frozen.
 * An empty variable counts as not set. A variable may stand in a file, which `VARIABLE_FILE` names.
 * @throws SettingsError naming every variable that is wrong, all at once.
 */
export function loadSettings<T extends object>(type: SettingsClass<T>, env: Environment = process.env): T {
  const { settings, problems } = readSettings(type, env);
  if (problems.length > 0)
    throw new SettingsError([...problems, ...misspelledAmong(env, Object.keys(settings).map(variableName))]);
  return settings;
}

/** The environment that these settings were read from; an empty one for settings that were not read from any. */
export function environmentOf(settings: object): Environment {
  return environments.get(settings) ?? {};
}

/**
 * The same without throwing: one line for each problem. `nameOf` says by which name a property is in `env`, and in the
 * problems.
 */
export function readSettings<T extends object>(
  type: SettingsClass<T>,
  source: Environment,
  nameOf: (property: string) => string = variableName,
): { settings: T; problems: string[] } {
  const settings = new type();
  const fields = settings as Record<string, Scalar>;
  const files = withSecretFiles(source, Object.keys(fields).map(nameOf));
  const env = withStoreUrls(files.env);
  const given = (property: string) => (env[nameOf(property)] ?? '') !== '';
  const { problems } = files;

  for (const property of Object.keys(fields)) {
    if (!given(property)) continue;
    const variable = nameOf(property);
    const fallback = fields[property] as Scalar;
    const text = env[variable] as string;
    const value = typeof fallback === 'string' ? asKnown(settings, property, text) : coerce(text, fallback);
    if (value === undefined) problems.push(`${variable} must be ${KINDS[typeof fallback]}`);
    else fields[property] = value;
  }
  for (const error of validateSync(settings, { forbidUnknownValues: true })) {
    const rules = Object.values(error.constraints ?? {}).map((rule) =>
      rule.replace(error.property, '').trim(),
    );
    problems.push(`${nameOf(error.property)} ${rules.join(', ')}`);
  }
  if (problems.length === 0) problems.push(...(type.crossCheck?.(settings, given, nameOf) ?? []));
  environments.set(settings, env);
  return { settings: Object.freeze(settings), problems };
}

/** What a variable must be, by the type of its default. */
const KINDS: Record<string, string> = { boolean: 'true or false', number: 'a number' };

function coerce(text: string, fallback: number | boolean): number | boolean | undefined {
  if (typeof fallback === 'boolean')
    return { true: true, '1': true, false: false, '0': false }[text.trim().toLowerCase()];
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
