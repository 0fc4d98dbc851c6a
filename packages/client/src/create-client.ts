import { Conversations } from './conversations.js';
import { CsrfToken } from './csrf-token.js';
import { Messages } from './messages.js';
import { createOperations, type Operations } from './operations.js';
import { retryingFetch } from './retrying-fetch.js';
import { Session } from './session.js';
import { Suppressions } from './suppressions.js';
import { WebhookEndpoints } from './webhook-endpoints.js';

export interface ClientOptions {
  /** Where the service is, for example `https://messages.example.com`. In a page of its own: an empty string. */
  baseUrl: string;
  /** Made by `npm run api-key -- create`. Not in a browser: there `session.create` gives a cookie for it. */
  apiKey?: string;
  /** Attempts after the first one; 3. */
  retries?: number;
  /** For one attempt; 30,000. */
  timeoutMs?: number;
  /** The longest pause before another attempt; 30,000. */
  maxPauseMs?: number;
  /** Instead of the global one: for a proxy, or to watch. */
  fetch?: typeof fetch;
}

export interface SendstreamClient {
  messages: Messages;
  conversations: Conversations;
  suppressions: Suppressions;
  webhookEndpoints: WebhookEndpoints;
  /** For pages in a browser: a cookie in place of the API key. */
  session: Session;
  /** Every operation of openapi.json by method and path, with the same key and retries: for what has no method here. */
  api: Operations;
}

/** A client of one Sendstream. It holds no connection open and needs no closing. */
export function createClient({
  baseUrl,
  apiKey,
  retries = 3,
  timeoutMs = 30_000,
  maxPauseMs = 30_000,
  fetch = globalThis.fetch,
}: ClientOptions): SendstreamClient {
  const csrfToken = new CsrfToken();
  const api = createOperations({
    baseUrl,
    apiKey,
    csrfToken,
    fetch: retryingFetch({ retries, timeoutMs, maxPauseMs, fetch }),
  });
  return {
    messages: new Messages(api),
    conversations: new Conversations(api),
    suppressions: new Suppressions(api),
    webhookEndpoints: new WebhookEndpoints(api),
    session: new Session(api, csrfToken),
    api,
  };
}
