/** Bytes of a body. */
const ONE_REQUEST = 256 * 1024;
/** A thousand messages at once. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** What providers post in their own formats, where they do not say: SendGrid sends up to 1,000 events at once. */
export const WEBHOOK_LIMIT = 2 * 1024 * 1024;

/** How large the JSON body at this address may be. */
export function bodyLimit(url: string): number {
  return /^\/api\/v1\/messages\/batch\/?(\?|$)/.test(url) ? MAX_BATCH_BYTES : ONE_REQUEST;
}
