import type { ConnectionOptions } from './connections.js';
import type { Resolve } from './guarded-lookup.js';
import type { TargetRules } from './guarded-target.js';
import { HttpClient } from './http-client.js';

export interface GuardedHttpOptions extends TargetRules, ConnectionOptions {
  /** How names become addresses. Default: the name servers, or the operating system in private networks. */
  resolve?: Resolve;
}

/** HTTP to addresses that users give us: it calls nothing inside private networks, unless they are allowed. */
export class GuardedHttp extends HttpClient {
  constructor(options: GuardedHttpOptions) {
    super({
      ...options,
      targets: options,
      headers: { 'User-Agent': 'Sendstream', 'Accept-Encoding': 'identity' },
      callAgain: true,
    });
  }
}
