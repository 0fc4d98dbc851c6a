export { ApiSettings } from './api-settings.js';
export { newId, timeOfId } from './new-id.js';
export { loadSettings, type SettingsClass, variableName } from './load-settings.js';
export { isDeeperThan } from './nesting.js';
export { ProcessorSettings } from './processor-settings.js';
export { SANDBOX_CREDENTIALS, ServiceSettings } from './service-settings.js';
export { SettingsError } from './settings-error.js';
export { SettingsModule } from './settings.module.js';
