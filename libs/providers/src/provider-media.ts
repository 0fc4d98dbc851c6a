import { type HttpClient, HttpFailure } from '#http';
import type { Media } from './message-provider.js';
import { networkError, refusalError } from './outcome.js';

/** Providers take and keep some MB; some carriers' files are larger. */
const MAX_BYTES = 20 * 1024 * 1024;
const MAX_REDIRECTS = 3;
/** Of our credentials, or of a file that is not there yet. */
const TEMPORARY_STATUSES = new Set([401, 404, 405, 407]);

export interface MediaCall {
  provider: string;
  url: URL;
  /** `Authorization` goes to the first address alone. */
  headers: Record<string, string>;
  /** Whether an address, the first or one redirected to, is the provider's own. */
  permitsUrl(url: URL): boolean;
  timeoutMs: number;
}

/** A file of an inbound message, read at its provider. @throws RetryableError or PermanentError when it cannot be had. */
export async function readProviderMedia(http: HttpClient, call: MediaCall): Promise<Media> {
  const { provider, ...rest } = call;
  try {
    const { status, headers, content } = await http.download({
      ...rest,
      method: 'GET',
      maxBytes: MAX_BYTES,
      maxRedirects: MAX_REDIRECTS,
    });
    if (status === 200)
      return { contentType: headers['content-type'] ?? 'application/octet-stream', content };
    content.destroy();
    throw refusalError({
      ...{ provider, code: null, message: `HTTP ${status}`, httpStatus: status },
      ...{ retryAfterMs: null, problem: null, isTemporary: TEMPORARY_STATUSES.has(status) },
    });
  } catch (error) {
    throw error instanceof HttpFailure ? networkError(provider, error) : error;
  }
}
