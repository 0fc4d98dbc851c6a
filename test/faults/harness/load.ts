import type { MessagePriority } from '#entities';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import type { AppProcess } from './app-process.js';
import type { SeededChoices } from './seeded-choices.js';
import type { JudgedSystem } from './judged-system.js';
import { unfinishedCount } from './final-state.js';

/** What a client posts. */
export interface Post {
  type: 'sms' | 'mms' | 'email';
  from: string;
  to: string;
  body: string;
  attachments?: string[];
  priority?: MessagePriority;
}

export type PostOf = (choices: SeededChoices, number: number) => Post;

export interface LoadOptions {
  /** Posts under way at once. */
  concurrency?: number;
  /** Pause of each client between two posts, in milliseconds. */
  pauseMs?: number;
  post?: PostOf;
  /** While more than this are unfinished nobody posts: on a slow machine too a load ends. Default 120. */
  maxUnfinished?: number;
  /** Where they post to; needed where the system does not say what apis it has. */
  apis?: () => readonly Pick<AppProcess, 'url'>[];
}

const TIMEOUT_MS = 30_000;
const MAX_UNFINISHED = 120;
/** Of one load. */
const MAX_POSTS = 10_000;
const POLL_INTERVAL_MS = 100;
const TRY_AGAIN_MS = 100;

/** Clients that post one message after the other, each under a key of its own, and remember every 201. */
export class Load {
  /** What was taken over with a 201, by message id. */
  readonly accepted = new Map<string, Post>();
  /** Every other end of a post: status or error, and how often. */
  readonly refused = new Map<string, number>();
  private static started = 0;
  /** Posts given up without an answer: they may be stored, or not. */
  unanswered = 0;
  private readonly clients: Promise<void>[];
  /** No load writes to who was written to before: who bounced is not written to any more. */
  private number = Load.started++ * MAX_POSTS;
  private stopping = false;
  private full = false;

  constructor(
    private readonly system: JudgedSystem & { apis?: readonly AppProcess[] },
    private readonly choices: SeededChoices,
    private readonly options: LoadOptions = {},
  ) {
    this.clients = Array.from({ length: options.concurrency ?? 4 }, () => this.client());
    this.clients.push(this.lookWhetherFull());
  }

  /** Waits until so many more have got their 201. @throws Error when that takes too long. */
  async accepts(more: number): Promise<void> {
    const wanted = this.accepted.size + more;
    try {
      await eventually(() => expect(this.accepted.size).toBeGreaterThanOrEqual(wanted), TIMEOUT_MS);
    } catch {
      throw new Error(`the api accepts nothing: ${this.describe()}`);
    }
  }

  /** Ends the posts under way and makes no more. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.clients);
  }

  describe(): string {
    const refusals = [...this.refused].map(([why, times]) => `${why}: ${times}`).join(', ');
    return `${this.accepted.size} accepted, refused: ${refusals || 'none'}`;
  }

  private async client(): Promise<void> {
    const { pauseMs = 35, post = anyPost } = this.options;
    while (!this.stopping) {
      if (!this.full) await this.post(post(this.choices, this.number++));
      await delay(pauseMs);
    }
  }

  private async lookWhetherFull(): Promise<void> {
    const most = this.options.maxUnfinished ?? MAX_UNFINISHED;
    while (!this.stopping) {
      // A PostgreSQL that is away takes no messages either.
      this.full = await unfinishedCount(this.system).then(
        (count) => count > most,
        () => false,
      );
      await delay(POLL_INTERVAL_MS);
    }
  }

  /** As a careful client does it: under one key, again and again until there is an answer. */
  private async post(post: Post): Promise<void> {
    const key = randomUUID();
    const deadline = performance.now() + TIMEOUT_MS;
    for (;;) {
      const id = await this.tryOnce(post, key);
      if (id !== null) return this.accept(id, post);
      if (performance.now() > deadline) break;
      await delay(TRY_AGAIN_MS);
    }
    this.unanswered += 1;
  }

  private accept(id: string, post: Post): void {
    if (this.accepted.has(id)) this.refuse(`${id} as the answer to two keys`);
    this.accepted.set(id, post);
  }

  /** Null for whatever may be tried again. */
  private async tryOnce(post: Post, key: string): Promise<string | null> {
    try {
      const apis = this.options.apis?.() ?? this.system.apis ?? [];
      const response = await fetch(`${this.choices.pick(apis).url}/api/v1/messages/send`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify(post),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body = (await response.json()) as { id: string };
      if (response.status === 201) return body.id;
      this.refuse(String(response.status));
    } catch (error) {
      this.refuse((error as Error).name);
    }
    return null;
  }

  private refuse(why: string): void {
    this.refused.set(why, (this.refused.get(why) ?? 0) + 1);
  }
}

/** Mostly texts, each to a number of its own. */
const anyPost: PostOf = (choices, number) => (choices.of(0.85) ? aText(number) : anEmail(number));

export function aText(number: number): Post {
  const to = `+1555${String(1_000_000 + number)}`;
  return { type: 'sms', from: '+15550000001', to, body: `Message ${number}` };
}

/** A mail to an address of its own. */
export function anEmail(number: number): Post {
  const to = `reader-${number}@example.org`;
  return { type: 'email', from: 'shop@example.com', to, body: `Message ${number}` };
}
