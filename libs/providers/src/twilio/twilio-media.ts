import { download } from '../http/download.js';
import { ExchangeFailure } from '../http/exchange-failure.js';
import { networkError, refusalError } from '../http/outcome.js';
import type { Media } from '../message-provider.js';

/** Twilio takes and keeps media of up to 5 MB; some carriers' are larger. */
const LARGEST = 20 * 1024 * 1024;
/** The API answers with a redirect to where the file is (Media resource, "Fetch a Media resource"). */
const HOSTS = ['.twilio.com', '.twiliocdn.com', '.amazonaws.com'];

export interface MediaAccess {
  accountSid: string;
  authToken: string;
  baseUrl: string;
  timeoutMs: number;
}

/**
 * A file of an inbound MMS, with the account's credentials, which only Twilio's own API ever gets to see. Null for an
 * address that is not Twilio's.
 * @throws RetryableError or PermanentError when it cannot be had.
 */
export async function readMedia(address: string, access: MediaAccess): Promise<Media | null> {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const ours = access.baseUrl === '' ? 'https://api.twilio.com' : new URL(access.baseUrl).origin;
  if (url.origin !== ours) return null;
  const credentials = Buffer.from(`${access.accountSid}:${access.authToken}`).toString('base64');
  try {
    const { status, contentType, content } = await download({
      url,
      headers: { Authorization: `Basic ${credentials}` },
      permits: (at) => at.origin === ours || isTwilios(at),
      timeoutMs: access.timeoutMs * 3,
      maxBytes: LARGEST,
    });
    if (status === 200) return { contentType, content };
    content.destroy();
    const fault = { provider: 'twilio', code: null, message: `HTTP ${status}`, httpStatus: status };
    throw refusalError({ ...fault, retryAfterMs: null, aboutAccount: false });
  } catch (error) {
    throw error instanceof ExchangeFailure ? networkError('twilio', error) : error;
  }
}

function isTwilios({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && HOSTS.some((host) => `.${hostname}`.endsWith(host));
}
