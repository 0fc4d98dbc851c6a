import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { commonClock, newId } from '#config';
import { csrfTokenOf, hashOfSession, type LivingSession, newSessionSecret, Sessions } from '#entities';
import { KeyUsage } from './key-usage.js';
import { KnownSecrets } from './known-secrets.js';

/** How long somebody stays signed in. */
export const SESSION_LIFE_MS = 12 * 3_600_000;

/** A session as it begins: the secret is for the browser's cookie, and known nowhere else. */
export interface BegunSession {
  id: string;
  secret: string;
  expiresAt: Date;
}

/** Who is signed in at the console. A session stands for the API key it was begun with, and ends with it. */
@Injectable()
export class ConsoleSessions {
  private readonly known: KnownSecrets<LivingSession>;

  constructor(
    private readonly sessions: Sessions,
    private readonly usage: KeyUsage,
  ) {
    this.known = new KnownSecrets({
      find: (hash) => sessions.find(hash),
      living: (max) => sessions.living(max),
      hashOf: ({ secretHash }) => secretHash,
    });
  }

  /** Begins a session of this key. */
  async begin(apiKeyId: string): Promise<BegunSession> {
    const secret = newSessionSecret();
    const expiresAt = new Date(commonClock.now() + SESSION_LIFE_MS);
    const id = newId();
    await this.sessions.add({ id, secretHash: hashOfSession(secret), apiKeyId, expiresAt });
    return { id, secret, expiresAt };
  }

  /**
   * The living session with this secret, without a promise while it is known; a key that is revoked has none left within two
   * seconds. `isDoubtful`: as KnownSecrets has it. @throws (rejects with) the database's error when it is away.
   */
  find(secret: string, isDoubtful: () => boolean): LivingSession | null | Promise<LivingSession | null> {
    const session = this.known.find(hashOfSession(secret), isDoubtful);
    return session instanceof Promise ? session.then((found) => this.used(found)) : this.used(session);
  }

  /** Ends it: here at once, on every other instance within two seconds. */
  async end(secret: string): Promise<void> {
    const hash = hashOfSession(secret);
    await this.sessions.end(hash);
    this.known.forget(({ secretHash }) => secretHash.equals(hash));
  }

  private used(session: LivingSession | null): LivingSession | null {
    if (session === null || session.expiresAt.getTime() <= commonClock.now()) return null;
    this.usage.used(session.key.id);
    return session;
  }
}

/** Whether this is the session's token. Compared in constant time. */
export function isCsrfTokenOf(secret: string, given: string): boolean {
  const expected = Buffer.from(csrfTokenOf(secret));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
