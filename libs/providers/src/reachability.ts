import type { MessageProvider } from './message-provider.js';
import { ProviderHttp } from './provider-http.js';

const TIMEOUT_MS = 1_500;
const REMEMBERED_MS = 5_000;
/** At or above it the provider answers, and says that it is in trouble. */
const SERVER_ERROR = 500;

interface Finding {
  result: Promise<void>;
  until: number;
}

/**
 * Whether providers can be reached: one that answers a GET of its address in time with anything but a fault of its own. It
 * carries no credentials and no message, costs nothing, and says nothing of our account there. What was found is
 * kept for some seconds, so that nobody can make us knock at a provider's door all day.
 */
export class Reachability {
  private readonly http = new ProviderHttp({ timeoutMs: TIMEOUT_MS, maxSockets: 1 });
  private readonly findings = new Map<string, Finding>();

  /** @throws Error with the reason when it cannot be reached. */
  async check(provider: MessageProvider): Promise<void> {
    const { name, address, lack } = provider;
    if (address === null) throw new Error(`not configured: set ${lack}`);
    const known = this.findings.get(name);
    if (known !== undefined && performance.now() < known.until) return known.result;
    const result = provider.probe?.(TIMEOUT_MS) ?? this.probe(address);
    this.findings.set(name, { result, until: performance.now() + REMEMBERED_MS });
    return result;
  }

  close(): void {
    this.http.close();
  }

  private async probe(url: URL): Promise<void> {
    const { status } = await this.http.call({ method: 'GET', url, headers: { Accept: '*/*' } });
    if (status >= SERVER_ERROR) throw new Error(`HTTP ${status}`);
  }
}
