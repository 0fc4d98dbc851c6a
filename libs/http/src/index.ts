export type { ConnectionOptions } from './connections.js';
export { GuardedHttp } from './guarded-http.js';
export { faultOfTarget, withPlainOrigin } from './guarded-target.js';
export type { HttpAnswer, HttpCall } from './http-call.js';
export { HttpClient } from './http-client.js';
export { HttpFailure } from './http-failure.js';
export { withSendPermission, type MaySend } from './send-permission.js';
export { retryAfterMs } from './retry-after.js';
export { isSignedWebhook, newSigningSecret, signatureHeaders } from './standard-webhook.js';
