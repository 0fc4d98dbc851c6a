import { type GuardedHttp, type HttpAnswer, HttpFailure, retryAfterMs } from '#http';
import { PermanentError, RetryableError } from '../provider-errors.js';
import { ByteBudget, type ByteShare } from './byte-budget.js';
import { FetchSlots, type ReleaseSlot } from './fetch-slots.js';
import { describeFile } from './file-name.js';

/** A file that goes along with a message. */
export interface AttachedFile {
  filename: string;
  contentType: string;
  /** Bytes. */
  size: number;
  /** Base64. */
  content: string;
}

/** Where a message's files stay until they are released. */
export type AttachmentLease = ByteShare;

/** The files were not fetched for want of memory, or of a place, alone. */
export class NoCapacityError extends Error {}

export interface AttachmentFetchOptions {
  /** Bytes of files in hand at once. */
  memoryBytes: number;
  /** For all files of a message together; default 10 s. */
  timeoutMs?: number;
}

const MB = 1024 * 1024;
const MAX_BYTES = 20 * MB;
const MAX_REDIRECTS = 4;
const TIMEOUT_MS = 10_000;
/** Once a file has begun to arrive: one that comes in drips is given up. */
const MIN_RATE = { bytesPerSecond: 16 * 1024, afterMs: 4_000 };
/** Whoever takes longer keeps us waiting, unless it is for the size of the file. */
const PROMPT_MS = 2_000;
const PROMPT_BYTES_PER_MS = 1_024;
const TEMPORARY_STATUSES = new Set([408, 425, 429]);
/** All that change the bytes, of IANA's HTTP Content Coding Registry (RFC 9110, 8.4.1). */
const CODINGS = new Set([
  ...['aes128gcm', 'br', 'compress', 'dcb', 'dcz', 'deflate', 'exi', 'gzip', 'pack200-gzip', 'zstd'],
  ...['x-compress', 'x-gzip'],
]);
/** Ends of a call that no later one will change. */
const FINAL: Record<string, string> = {
  refused_url: 'attachment_refused',
  refused_address: 'attachment_refused',
  too_large: 'attachment_too_large',
  too_many_redirects: 'attachment_unavailable',
};

/** Fetches the files of messages from addresses that users gave, at most 20 MB for one message. */
export class AttachmentFetch {
  private readonly budget: ByteBudget;
  private readonly slots = new FetchSlots();

  constructor(
    private readonly http: GuardedHttp,
    private readonly options: AttachmentFetchOptions,
  ) {
    this.budget = new ByteBudget(options.memoryBytes);
  }

  /** A place among those whose files are fetched, as {@link FetchSlots} says. */
  enter(urls: string[]): Promise<ReleaseSlot | null> | null {
    return this.slots.enter(urls);
  }

  /** Where files are kept. Whoever opens one releases it once the files are of no use any more. */
  lease(): AttachmentLease {
    return this.budget.share();
  }

  /**
   * All files, in the order of their addresses.
   * @throws PermanentError (`attachment_unavailable`, `attachment_refused`, `attachment_too_large`), RetryableError where a
   * later try may pass, NoCapacityError.
   */
  async fetch(urls: string[], lease: AttachmentLease): Promise<AttachedFile[]> {
    const stop = new AbortController();
    try {
      return await Promise.all(urls.map((url, index) => this.one(url, index + 1, lease, stop.signal)));
    } catch (error) {
      stop.abort();
      throw error;
    }
  }

  private async one(
    url: string,
    place: number,
    lease: AttachmentLease,
    signal: AbortSignal,
  ): Promise<AttachedFile> {
    let over = false;
    const admit = (bytes: number) => {
      over = lease.size + bytes > MAX_BYTES;
      return !over && lease.grow(bytes);
    };
    const started = performance.now();
    const answer = await this.http
      .call({
        method: 'GET',
        url,
        headers: { Accept: '*/*' },
        timeoutMs: this.options.timeoutMs ?? TIMEOUT_MS,
        maxBytes: MAX_BYTES,
        slowest: MIN_RATE,
        maxRedirects: MAX_REDIRECTS,
        admit,
        signal,
      })
      .catch((error: unknown) => {
        if (!signal.aborted) this.slots.learn(url, performance.now() - started <= PROMPT_MS);
        throw over
          ? fault('attachment_too_large', `the attachments are larger than ${MAX_BYTES / MB} MB`)
          : unfetched(error, place);
      });
    const { body } = answer;
    const longest = PROMPT_MS + body.length / PROMPT_BYTES_PER_MS;
    this.slots.learn(url, performance.now() - started <= longest);
    refuse(answer, place);
    return {
      ...describeFile(answer.headers, answer.url, place),
      size: body.length,
      content: body.toString('base64'),
    };
  }
}

/** @throws for an answer that is no file. */
function refuse({ status, headers, body }: HttpAnswer, place: number): void {
  const words = `attachment ${place} could not be fetched: its server answered ${status}`;
  if (status >= 500 || TEMPORARY_STATUSES.has(status))
    throw temporary(words, retryAfterMs(headers['retry-after']));
  if (status < 200 || status > 299) throw fault('attachment_unavailable', words);
  if (body.length === 0) throw fault('attachment_unavailable', `attachment ${place} is empty`);
  const coding = codingOf(headers['content-encoding']);
  if (coding !== null)
    throw fault('attachment_unavailable', `attachment ${place} comes only compressed (${coding})`);
}

/** The coding that keeps us from a file's bytes; null for none. What names no coding (a charset, say) changes none. */
function codingOf(header = ''): string | null {
  const named = header.split(',').map((coding) => coding.trim().toLowerCase());
  return named.find((coding) => CODINGS.has(coding)) ?? null;
}

function unfetched(error: unknown, place: number): Error {
  if (!(error instanceof HttpFailure)) return error as Error;
  if (error.code === 'no_room') return new NoCapacityError(error.message);
  const words = `attachment ${place} ${error.message}`;
  const final = FINAL[error.code];
  return final === undefined ? temporary(words, null) : fault(final, words);
}

function fault(code: string, message: string): PermanentError {
  return new PermanentError({ provider: 'attachments', code, message, httpStatus: null });
}

function temporary(message: string, waitMs: number | null): RetryableError {
  const code = 'attachment_unavailable';
  return new RetryableError({ provider: 'attachments', code, message, httpStatus: null }, waitMs);
}
