import { Conversations } from './conversations.js';
import { Messages } from './messages.js';
import { createOperations, type Operations } from './operations.js';
import { retryingFetch } from './retrying-fetch.js';
import { Suppressions } from './suppressions.js';
import { WebhookEndpoints } from './webhook-endpoints.js';

export interface ClientOptions {
  /** Where the service is, for example `https://messages.example.com`. */
  baseUrl: string;
  /** Made by `npm run api-key -- create`. */
  apiKey?: string;
  /** Attempts after the first one; 3. */
  retries?: number;
  /** For one attempt; 30,000. */
  timeoutMs?: number;
  /** The longest pause before another attempt; 30,000. */
  longestPauseMs?: number;
  /** Instead of the global one: for a proxy, or to watch. */
  fetch?: typeof fetch;
}

export interface SendstreamClient {
  messages: Messages;
  conversations: Conversations;
  suppressions: Suppressions;
  webhookEndpoints: WebhookEndpoints;
  /** Every operation of openapi.json by method and path, with the same key and retries: for what has no method here. */
  api: Operations;
}

/** A client of one Sendstream. It holds no connection open and needs no closing. */
export function createClient({
  baseUrl,
  apiKey,
  retries = 3,
  timeoutMs = 30_000,
  longestPauseMs = 30_000,
  fetch = globalThis.fetch,
}: ClientOptions): SendstreamClient {
  const api = createOperations({
    baseUrl,
    apiKey,
    fetch: retryingFetch({ retries, timeoutMs, longestPauseMs, fetch }),
  });
  return {
    messages: new Messages(api),
    conversations: new Conversations(api),
    suppressions: new Suppressions(api),
    webhookEndpoints: new WebhookEndpoints(api),
    api,
  };
}
