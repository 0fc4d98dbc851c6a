import {
  type Environment,
  misspelledVariables,
  readSettings,
  type ServiceSettings,
  type SettingsClass,
  SettingsError,
} from '#config';
import { accountVariables, readAccounts } from './provider-accounts.js';

/**
 * Reads an app's settings, as `loadSettings` does, and looks at the accounts at providers in the same environment.
 * @throws SettingsError naming every variable that is wrong, of both, all at once.
 */
export function loadServiceSettings<T extends ServiceSettings>(
  type: SettingsClass<T>,
  env: Environment = process.env,
): T {
  const { settings, problems } = readSettings(type, env);
  const all = [...problems, ...readAccounts(settings).problems];
  if (all.length > 0)
    throw new SettingsError([...all, ...misspelledVariables(env, Object.keys(accountVariables()))]);
  return settings;
}
