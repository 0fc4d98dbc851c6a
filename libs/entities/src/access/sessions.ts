/** Explained in docs/decisions/0010-api-keys.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { MessagePriority } from '../tables/message.entity.js';
import type { ApiScope, ActiveApiKey } from './api-keys.js';
import type { KeyGuard } from './key-guard.js';

export interface NewSession {
  id: string;
  secretHash: Buffer;
  apiKeyId: string;
  expiresAt: Date;
}

/** A session that has not ended, and whose key lives. */
export interface LivingSession {
  id: string;
  secretHash: Buffer;
  expiresAt: Date;
  key: Omit<ActiveApiKey, 'keyHash'>;
}

interface Row {
  id: string;
  secretHash: Buffer;
  expiresAt: Date;
  keyId: string;
  name: string;
  scopes: ApiScope[];
  rateLimit: number | null;
  mask: boolean;
  defaultPriority: MessagePriority | null;
  guard: KeyGuard | null;
}

/** So many sessions of one key are kept: the oldest makes room. */
const MAX_OF_ONE_KEY = 1_000;

const ADD = {
  name: 'add_session',
  text: `
    WITH ended AS (
      DELETE FROM sessions WHERE expires_at < now()
          OR id IN (SELECT id FROM sessions WHERE api_key_id = $3 ORDER BY id DESC OFFSET ${MAX_OF_ONE_KEY - 1}))
    INSERT INTO sessions (id, secret_hash, api_key_id, expires_at) VALUES ($1, $2, $3, $4)`,
};

const FIND = {
  name: 'find_session',
  text: `
    SELECT s.id, s.secret_hash AS "secretHash", s.expires_at AS "expiresAt", k.id AS "keyId", k.name, k.scopes,
           k.rate_limit AS "rateLimit", k.mask, k.default_priority AS "defaultPriority", k.guard
      FROM sessions s JOIN api_keys k ON k.id = s.api_key_id
     WHERE s.secret_hash = $1 AND s.expires_at > now() AND k.revoked_at IS NULL`,
};

const LIVING = {
  name: 'living_sessions',
  text: `
    SELECT s.secret_hash AS "secretHash" FROM sessions s JOIN api_keys k ON k.id = s.api_key_id
     WHERE s.expires_at > now() AND k.revoked_at IS NULL ORDER BY s.id DESC LIMIT $1`,
};

const END = { name: 'end_session', text: 'DELETE FROM sessions WHERE secret_hash = $1' };

/** Who is signed in at the console, by the hash of what browsers hold. */
@Injectable()
export class Sessions {
  constructor(private readonly database: Database) {}

  /** Begins one; those that have expired are removed with the same statement. */
  async add({ id, secretHash, apiKeyId, expiresAt }: NewSession): Promise<void> {
    await this.database.run(ADD, [id, secretHash, apiKeyId, expiresAt]);
  }

  /** The living session with that hash. */
  async find(secretHash: Buffer): Promise<LivingSession | null> {
    const [row] = await this.database.run<Row>(FIND, [secretHash]);
    if (!row) return null;
    const { keyId, name, scopes, rateLimit, mask, defaultPriority, guard, ...session } = row;
    return { ...session, key: { id: keyId, name, scopes, rateLimit, mask, defaultPriority, guard } };
  }

  /** The hashes of those that live: of at most so many, the newest. */
  async living(max: number): Promise<Buffer[]> {
    const rows = await this.database.run<{ secretHash: Buffer }>(LIVING, [max]);
    return rows.map(({ secretHash }) => secretHash);
  }

  /** Ends the session with that hash, if there is one. */
  async end(secretHash: Buffer): Promise<void> {
    await this.database.run(END, [secretHash]);
  }
}
