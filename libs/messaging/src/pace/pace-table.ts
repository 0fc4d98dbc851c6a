/** Explained in docs/decisions/0032-pace.md. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog, ServiceSettings } from '#config';
import { type MessageType, PacedTurns, Paces, type StoredPace } from '#entities';
import { kindOfAccount, Providers } from '#providers';
import { PaceBuckets, type Rate } from '#queue';
import { participantOf } from '../addresses/participants.js';
import { carefulPace, documentedAccountPace, documentedPace } from './sender-paces.js';
import { isStoreOutage } from '../store-outage.js';

/** What is changed while the service runs counts everywhere so soon. */
const EVERY_MS = 2_000;
/** Of senders seen without a pace, and with one: looked up once each. */
const MAX_KNOWN = 10_000;
/** Which pace counts after one is removed depends on who sends: what waits asks, not all of it at once. */
const ASKED_AGAIN_EVERY_SECONDS = 0.01;

/** Whose pace, as the buckets in Redis and the rows in PostgreSQL are named. */
export type PaceOwner = Pick<StoredPace, 'of' | 'name'>;

/** Where a pace comes from. */
type PaceOrigin = 'set' | 'routes_file' | 'documented' | 'slowed';

export interface KnownPace extends Rate {
  origin: PaceOrigin;
}

export const bucketOf = ({ of, name }: PaceOwner): string => `${of}:${name}`;

/**
 * How fast senders and accounts may send: as it was set while the service runs, else as the routes file says, else as providers
 * document it. Asks memory alone.
 */
@Injectable()
export class PaceTable implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(PaceTable.name);
  private readonly ofFile: Map<string, KnownPace>;
  private set: ReadonlyMap<string, KnownPace> = new Map();
  private isRead = false;
  /** Owners of paces that were changed, whose messages may have a turn by the one before. */
  private readonly changed: PaceOwner[] = [];
  private slowed = new Set<string>();
  /** By bucket and what else its pace depends on. */
  private readonly known = new Map<string, KnownPace | null>();
  private readonly loop = new BackgroundLoop(() => this.refresh(), {
    everyMs: EVERY_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'changes of paces cannot be read now; those known before are kept',
      over: 'changes of paces are read again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly settings: ServiceSettings,
    private readonly paces: Paces,
    private readonly buckets: PaceBuckets,
    private readonly turns: PacedTurns,
    providers: Providers,
  ) {
    this.ofFile = new Map(
      providers.paces.map(({ of, name, perSecond, perDay }) => {
        const owner = { of, name: of === 'sender' ? participantOf(name) : name };
        return [bucketOf(owner), { perSecond, perDay, origin: 'routes_file' }];
      }),
    );
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** The pace of a sender's messages of a type by an account; null: there is none to keep. */
  ofSender(sender: string, type: MessageType, account: string): KnownPace | null {
    const kind = kindOfAccount(account);
    return this.remembered(bucketOf({ of: 'sender', name: sender }), `${type} ${kind}`, (bucket) => {
      const given = this.given(bucket);
      if (given !== undefined) return given;
      const documented = this.settings.hasDefaultPaces ? documentedPace(sender, type, kind) : null;
      if (documented !== null) return { ...documented, origin: 'documented' };
      return this.slowed.has(bucket) ? { ...carefulPace(sender, type, kind), origin: 'slowed' } : null;
    });
  }

  ofAccount(account: string): KnownPace | null {
    return this.remembered(bucketOf({ of: 'account', name: account }), '', (bucket) => {
      const given = this.given(bucket);
      if (given !== undefined) return given;
      const documented = this.settings.hasDefaultPaces ? documentedAccountPace(kindOfAccount(account)) : null;
      return documented && { ...documented, origin: 'documented' };
    });
  }

  /** The pace that the routes file, or somebody since, gave it. */
  get givenPaces(): { bucket: string; pace: KnownPace }[] {
    return [...new Map([...this.ofFile, ...this.set])].map(([bucket, pace]) => ({ bucket, pace }));
  }

  get slowedBuckets(): ReadonlySet<string> {
    return this.slowed;
  }

  /** Its provider asked it to slow down: this process keeps to it from now on, the others when they look. */
  noteSlowed(bucket: string): void {
    this.slowed.add(bucket);
    this.known.clear();
  }

  /** Reads what was set, and which senders are slowed. @throws the store's error. */
  async refresh(): Promise<void> {
    const [rows, slowed] = await Promise.all([this.paces.all(), this.buckets.slowed()]);
    const set = new Map<string, KnownPace>(
      rows.map(({ perSecond, perDay, ...owner }) => [bucketOf(owner), { perSecond, perDay, origin: 'set' }]),
    );
    if (this.isRead) this.changed.push(...changedBetween(this.set, set));
    this.set = set;
    this.isRead = true;
    this.slowed = new Set(slowed);
    this.known.clear();
    await this.moveUp();
  }

  /**
   * What waits goes at the new pace too. Every process does this once it knows of it: whatever it told somebody by the pace before
   * was told by then.
   */
  private async moveUp(): Promise<void> {
    for (let owner = this.changed[0]; owner !== undefined; owner = this.changed[0]) {
      const pace = this.set.get(bucketOf(owner));
      const every = pace === undefined ? ASKED_AGAIN_EVERY_SECONDS : 1 / (pace.perSecond ?? Infinity);
      await this.turns.moveUp(owner, every);
      this.changed.shift();
    }
  }

  /** Undefined: nobody said anything. Null: it was said that there is no limit. */
  private given(bucket: string): KnownPace | null | undefined {
    const pace = this.set.get(bucket) ?? this.ofFile.get(bucket);
    if (pace === undefined) return undefined;
    const isNone = pace.perSecond === null && pace.perDay === null;
    // What its provider asks for counts all the same.
    if (!isNone || this.slowed.has(bucket)) return pace;
    return null;
  }

  private remembered(
    bucket: string,
    rest: string,
    find: (bucket: string) => KnownPace | null,
  ): KnownPace | null {
    const key = `${bucket} ${rest}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    const found = find(bucket);
    this.known.set(key, found);
    return found;
  }
}

/** Whose pace is another one, or is there no more, or was not there before. */
function changedBetween(
  before: ReadonlyMap<string, KnownPace>,
  after: ReadonlyMap<string, KnownPace>,
): PaceOwner[] {
  const rate = (pace: KnownPace | undefined) => pace && `${pace.perSecond} ${pace.perDay}`;
  const buckets = [...new Set([...before.keys(), ...after.keys()])];
  return buckets.filter((bucket) => rate(before.get(bucket)) !== rate(after.get(bucket))).map(ownerOf);
}

function ownerOf(bucket: string): PaceOwner {
  const colon = bucket.indexOf(':');
  return { of: bucket.slice(0, colon) as PaceOwner['of'], name: bucket.slice(colon + 1) };
}
