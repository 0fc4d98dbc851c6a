import { SANDBOX_CREDENTIALS } from '#config';
import { setTimeout as delay } from 'node:timers/promises';
import twilio from 'twilio';
import type { SeededChoices } from './seeded-choices.js';

const PATH = '/api/v1/webhooks/twilio';
/** As Twilio waits. */
const TIMEOUT_MS = 15_000;
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1_000;
/** Told at once; more would only keep the machine busy with refusals. */
const MAX_PENDING = 40;

/** What Twilio tells: the fields of its form. */
export type StatusReport = Record<string, string> & { MessageSid: string };

/** One answer to one try. `status`: 0 when there was none. */
export interface Answer {
  status: number;
  at: number;
}

/**
 * A provider with something to tell: signs it, and sends it again with growing pauses until it is answered 2xx. What it
 * was so answered is its ledger: that must not be lost, nor count twice.
 */
export class ReportingProvider {
  /** What was answered 2xx. */
  readonly taken: StatusReport[] = [];
  readonly answers: Answer[] = [];
  private readonly pending = new Set<Promise<void>>();
  private telling = true;
  private givenUp: Error | null = null;
  private running: Promise<void> = Promise.resolve();

  /** `publicUrl` is what is signed; `apis` are where it really goes, in turn. All must be taken `withinMs` of its first try. */
  constructor(
    private readonly publicUrl: string,
    private readonly apis: () => readonly string[],
    private readonly choices: SeededChoices,
    private readonly withinMs: number,
  ) {}

  /** Tells what `next` gives, one each `pauseMs`, until `stop` or null; some of it twice at once. */
  start(next: () => StatusReport | null, pauseMs: number): void {
    this.running = this.run(next, pauseMs);
  }

  /** Resolves when all that was begun is taken. @throws Error when something was not in time. */
  async stop(): Promise<void> {
    this.telling = false;
    await this.running;
    await Promise.all(this.pending);
    if (this.givenUp) throw this.givenUp;
  }

  /** How many answers of this status came from `since` until `until`. */
  count(status: number, since: number, until: number): number {
    return this.answers.filter(
      (answer) => answer.status === status && answer.at >= since && answer.at < until,
    ).length;
  }

  /** Every status there was, 0 for no answer, and how often. */
  describe(): string {
    const counts = new Map<number, number>();
    for (const { status } of this.answers) counts.set(status, (counts.get(status) ?? 0) + 1);
    return JSON.stringify(Object.fromEntries(counts));
  }

  private async run(next: () => StatusReport | null, pauseMs: number): Promise<void> {
    for (let number = 0; this.telling && !this.givenUp; number += 1) {
      while (this.pending.size >= MAX_PENDING) await Promise.race(this.pending);
      const news = next();
      if (!news) return;
      for (let copies = this.choices.of(0.15) ? 2 : 1; copies > 0; copies -= 1)
        this.begin(news, number + copies);
      await delay(pauseMs);
    }
  }

  private begin(news: StatusReport, number: number): void {
    const told: Promise<void> = this.tell(news, number)
      .catch((error: Error) => void (this.givenUp ??= error))
      .finally(() => this.pending.delete(told));
    this.pending.add(told);
  }

  private async tell(news: StatusReport, number: number): Promise<void> {
    const deadline = performance.now() + this.withinMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      const apis = this.apis();
      const status = await this.tryOnce(apis[number % apis.length] as string, news);
      this.answers.push({ status, at: performance.now() });
      if (status >= 200 && status < 300) break;
      if (performance.now() > deadline)
        throw new Error(`not taken in time, at last ${status}: ${this.describe()}`);
      await delay(pause * (0.5 + Math.random() / 2));
    }
    this.taken.push(news);
  }

  private async tryOnce(api: string, news: StatusReport): Promise<number> {
    const token = SANDBOX_CREDENTIALS.twilioAuthToken;
    const signature = twilio.getExpectedTwilioSignature(token, this.publicUrl + PATH, news);
    try {
      const answer = await fetch(api + PATH, {
        method: 'POST',
        body: new URLSearchParams(news),
        headers: { 'X-Twilio-Signature': signature },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }
}
