export { download } from './download.js';
export { ExchangeFailure } from './exchange-failure.js';
export { GuardedCallError } from './guarded-call-error.js';
export { type GuardedAnswer, type GuardedCall, GuardedHttp } from './guarded-http.js';
export { faultOfTarget, type TargetRules } from './guarded-target.js';
export { type HttpAnswer, HttpExchange, type HttpExchangeOptions } from './http-exchange.js';
export { leaveOnlyIf, type MayLeave } from './leave-permission.js';
export { retryAfterMs } from './retry-after.js';
