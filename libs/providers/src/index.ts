export type * from './message-provider.js';
export * from './provider-errors.js';
export { Providers } from './providers.js';
