export { IsBaseUrl } from './addresses/http-url.js';
export { HOST, hostCheck, HOSTS, type Listening, listenHost } from './addresses/listening.js';
export { redisAddress, type RedisAddress, type RedisNode } from './addresses/redis-address.js';
export { faultOfStoreUrl } from './addresses/store-url.js';
export { type Cap, capText, type PrefixCap, readCaps, readPrefixCaps } from './guard/caps.js';
export { ANY_COUNTRY, readCountries } from './guard/countries.js';
export { CAPS_FAULT } from './guard/guard-words.js';
export { misspelledVariables } from './all-variables.js';
export { ApiSettings, SLO_CHOICES } from './api-settings.js';
export { BackgroundLoop, type NextStep } from './background/background-loop.js';
export { OutageLog, type OutageWords } from './background/outage-log.js';
export { commonClock } from './common-clock.js';
export { forEachYielding } from './for-each-yielding.js';
export type { Environment } from './environment.js';
export {
  environmentOf,
  loadSettings,
  readSettings,
  type SettingsClass,
  variableName,
} from './load-settings.js';
export { nearest } from './nearest.js';
export { isDeeperThan } from './nesting.js';
export { firstIdAt, newId, timeOfId } from './new-id.js';
export { OneOf } from './one-of.js';
export { ProcessorSettings } from './processor-settings.js';
export { REDIS_VARIABLES } from './redis-variables.js';
export type { FilePace } from './routes/pace-entries.js';
export type { RouteChannel, RouteMatch } from './routes/route-match.js';
export {
  type FileAccount,
  type FileRoute,
  readRoutes,
  readRoutesFile,
  type RoutesFile,
} from './routes/routes-file.js';
export { faultOfSecret } from './secrets/production-secrets.js';
export { isPublished, SANDBOX_CREDENTIALS } from './secrets/published-secrets.js';
export { AreSecrets } from './secrets/secret-list.js';
export { AreSigningSecrets } from './secrets/signing-secrets.js';
export { ServiceSettings } from './service-settings.js';
export { withSecretFiles } from './secrets/secret-file.js';
export { SettingsError } from './settings-error.js';
export { SettingsModule } from './settings.module.js';
export { VERSION } from './version.js';
