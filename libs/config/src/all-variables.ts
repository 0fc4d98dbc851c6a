import { ApiSettings } from './api-settings.js';
import { variableName } from './load-settings.js';
import { misspelledAmong } from './misspelled-variables.js';
import { ProcessorSettings } from './processor-settings.js';

/**
 * One line for each variable that is no setting and looks like one: `MAX_RETRYS is no setting and does nothing. Did you mean
 * MAX_RETRIES?`. It is no error: an environment holds the variables of others too, and theirs may look like ours. Settings
 * of api and processor are known in both, because one `.env` serves both; `more`: further variables.
 */
export function misspelledVariables(env: Record<string, string | undefined>, more: string[] = []): string[] {
  const settings = { ...new ApiSettings(), ...new ProcessorSettings() };
  return misspelledAmong(env, [...Object.keys(settings).map(variableName), ...more]);
}
