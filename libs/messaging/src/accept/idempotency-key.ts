/** What makes a request the same one when it comes again. IETF draft httpapi-idempotency-key-header. */
export interface IdempotencyKey {
  /** Whose keys they are: an API key's id, or empty. */
  scope: string;
  key: string;
  /** A digest of what the request asks for. */
  fingerprint: string;
  /** What of the request was refused: JSON that is kept with it, for when it comes again. */
  refused?: unknown;
}

/** The key was used before, for a request that asked for something else. */
export class KeyReusedError extends Error {
  constructor() {
    super('The idempotency key was already used for another request.');
    this.name = 'KeyReusedError';
  }
}
