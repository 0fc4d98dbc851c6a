import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SandboxSettings } from '../sandbox-settings.js';
import { seededRandom } from './seeded-random.js';

/** What can be changed while the sandbox runs. Times in milliseconds. */
export interface BehaviourSettings {
  latencyMs: number;
  errorRate: number;
  callbackDelayMs: number;
  /** Share of callbacks that are never posted. */
  callbackLoss: number;
  /** How often each callback is posted, at once. */
  callbackCopies: number;
  /** The callbacks of a message come in any order. */
  callbackShuffle: boolean;
}

/** How the providers behave just now: how slow they are, and how often they fail. */
@Injectable()
export class Behaviour implements OnApplicationShutdown {
  private readonly settings: BehaviourSettings;
  private readonly random: () => number;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(settings: SandboxSettings) {
    this.settings = {
      latencyMs: settings.sandboxLatencyMs,
      errorRate: settings.sandboxErrorRate,
      callbackDelayMs: settings.sandboxCallbackDelayMs,
      callbackLoss: settings.sandboxCallbackLoss,
      callbackCopies: settings.sandboxCallbackCopies,
      callbackShuffle: settings.sandboxCallbackShuffle,
    };
    this.random = seededRandom(settings.sandboxSeed);
  }

  current(): Readonly<BehaviourSettings> {
    return { ...this.settings };
  }

  /** Calls and callbacks that already wait keep the pace they began with. */
  change(change: Partial<BehaviourSettings>): Readonly<BehaviourSettings> {
    Object.assign(this.settings, change);
    return this.current();
  }

  /** Throws the dice once: true when this call must fail. */
  failsNow(): boolean {
    return this.happens(this.settings.errorRate);
  }

  /** Throws the dice once: true when nobody is told of this. */
  losesCallback(): boolean {
    return this.happens(this.settings.callbackLoss);
  }

  /** The same things in the order in which they are to be told; as they are, unless callbacks are to be shuffled. */
  inDeliveryOrder<T>(things: T[]): T[] {
    if (!this.settings.callbackShuffle) return things;
    return things
      .map((thing) => ({ thing, at: this.random() }))
      .sort((one, other) => one.at - other.at)
      .map(({ thing }) => thing);
  }

  beforeAnswer(): Promise<void> {
    return this.pause(this.settings.latencyMs);
  }

  beforeCallback(): Promise<void> {
    return this.pause(this.settings.callbackDelayMs);
  }

  /** Never resolves when the sandbox stops first: nothing that waited goes on. */
  pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        resolve();
      }, milliseconds);
      this.timers.add(timer);
    });
  }

  private happens(share: number): boolean {
    return share > 0 && this.random() < share;
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
