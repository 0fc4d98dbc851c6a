import { variableName } from './load-settings.js';
import { ServiceSettings } from './service-settings.js';

/** All variables that say where Redis is and how it lets us in: what a command needs that has to do with it alone. */
export const REDIS_VARIABLES: readonly string[] = Object.keys(new ServiceSettings())
  .filter((property) => property.startsWith('redis'))
  .map(variableName);
