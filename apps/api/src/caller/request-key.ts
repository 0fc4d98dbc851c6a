import type { KnownKey } from '#messaging';

declare module 'express-serve-static-core' {
  interface Request {
    /** The key the request was made with; undefined when it was made without, where that is allowed. */
    apiKey?: KnownKey;
    /** The console's session it was made with; undefined for one with a key, or with nothing. */
    sessionId?: string;
  }
}
