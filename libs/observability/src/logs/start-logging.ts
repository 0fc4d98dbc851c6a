import { Logger } from '@nestjs/common';
import { misspelledVariables, type ServiceSettings } from '#config';
import { ServiceLogger } from './service-logger.js';

/**
 * Makes an app's logger that of the whole process, and tells what whoever starts it should know of its settings: variables
 * that look like settings and are none, providers that are not configured, the rate limit.
 */
export function startLogging(
  app: string,
  settings: ServiceSettings,
  accounts: { variables: string[]; notes: string[] },
): ServiceLogger {
  const logger = new ServiceLogger({ app, level: settings.logLevel, json: settings.logsJson }).install();
  const told = new Logger('Settings');
  for (const line of misspelledVariables(process.env, accounts.variables)) told.warn(line);
  for (const line of [...accounts.notes, ...settings.notes]) told.log(line);
  return logger;
}
