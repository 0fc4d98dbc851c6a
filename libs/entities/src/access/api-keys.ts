/** Explained in docs/decisions/0010-api-keys.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import type { KeyGuard } from './key-guard.js';
import type { MessagePriority } from '../tables/message.entity.js';

/** What a key may do. `admin` implies all others. */
export const API_SCOPES = ['send', 'read', 'manage', 'admin'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export interface NewApiKey {
  id: string;
  name: string;
  keyHash: Buffer;
  hint: string;
  scopes: ApiScope[];
  rateLimit: number | null;
  /** Whether it sees numbers and texts masked; false. */
  mask?: boolean;
  /** Null, unless given. */
  defaultPriority?: MessagePriority | null;
}

/** A key that is not revoked. */
export interface ActiveApiKey {
  id: string;
  name: string;
  keyHash: Buffer;
  scopes: ApiScope[];
  /** Requests per window; null: what holds for everybody; 0: no limit. */
  rateLimit: number | null;
  /** Whether it sees numbers and texts masked. */
  mask: boolean;
  /** Of messages that say none themselves; null: what holds for everybody. */
  defaultPriority: MessagePriority | null;
  /** Its own rules; null: those of everybody. */
  guard: KeyGuard | null;
}

/** A key as it is shown to people, living or revoked. */
export interface ApiKeyRow {
  id: string;
  name: string;
  hint: string;
  scopes: ApiScope[];
  rateLimit: number | null;
  mask: boolean;
  defaultPriority: MessagePriority | null;
  guard: KeyGuard | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** What is undefined stays as it is. */
export interface ApiKeyChange {
  name?: string;
  /** Null: what holds for everybody. */
  rateLimit?: number | null;
  mask?: boolean;
  /** Null: what holds for everybody. */
  defaultPriority?: MessagePriority | null;
}

const MAX_LISTED = 1_000;
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const FIELDS = `id, name, hint, scopes, rate_limit AS "rateLimit", mask, default_priority AS "defaultPriority", guard, created_at AS "createdAt",
           last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

const ADD = {
  name: 'add_api_key',
  text: `
    INSERT INTO api_keys (id, name, key_hash, hint, scopes, rate_limit, mask, default_priority)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING
    RETURNING ${FIELDS}`,
};

const FIND = {
  name: 'find_api_key',
  text: `
    SELECT id, name, key_hash AS "keyHash", scopes, rate_limit AS "rateLimit", mask,
           default_priority AS "defaultPriority", guard
      FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL`,
};

const ACTIVE = {
  name: 'living_api_keys',
  text: `
    SELECT key_hash AS "keyHash" FROM api_keys WHERE revoked_at IS NULL ORDER BY last_used_at DESC NULLS FIRST LIMIT $1`,
};

const ACTIVE_AMONG = {
  name: 'living_among_api_keys',
  text: 'SELECT id FROM api_keys WHERE id = ANY ($1::uuid[]) AND revoked_at IS NULL',
};

const LIST = { name: 'list_api_keys', text: `SELECT ${FIELDS} FROM api_keys ORDER BY id LIMIT $1` };

const PAGE = {
  name: 'page_of_api_keys',
  text: `SELECT ${FIELDS} FROM api_keys WHERE id < $1 ORDER BY id DESC LIMIT $2`,
};

const FIND_ONE = { name: 'find_api_key_by_id', text: `SELECT ${FIELDS} FROM api_keys WHERE id = $1` };

const LOCK = {
  name: 'lock_api_key',
  text: `SELECT ${FIELDS} FROM api_keys WHERE id = $1 AND revoked_at IS NULL FOR UPDATE`,
};

const CHANGE = {
  name: 'change_api_key',
  text: `
    UPDATE api_keys
       SET name = coalesce($2, name), rate_limit = CASE WHEN $3 THEN $4 ELSE rate_limit END, mask = coalesce($5, mask),
           default_priority = CASE WHEN $6 THEN $7 ELSE default_priority END
     WHERE id = $1 RETURNING ${FIELDS}`,
};

const GUARD = {
  name: 'guard_api_key',
  text: `UPDATE api_keys SET guard = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING ${FIELDS}`,
};

const REVOKE = {
  name: 'revoke_api_key',
  text: `
    UPDATE api_keys SET revoked_at = now() WHERE (id::text = $1 OR name = $1) AND revoked_at IS NULL
    RETURNING ${FIELDS}`,
};

const USED = {
  name: 'api_keys_used',
  text: `
    UPDATE api_keys k SET last_used_at = u.at
      FROM (SELECT k.id, x.at FROM unnest($1::uuid[], $2::timestamptz[]) AS x(id, at) JOIN api_keys k ON k.id = x.id
             WHERE k.id = ANY ($1::uuid[]) AND (k.last_used_at IS NULL OR k.last_used_at < x.at)
             ORDER BY k.id FOR UPDATE OF k) u
     WHERE k.id = u.id AND k.id = ANY ($1::uuid[])`,
};

/** The keys of the api, by the hash of what clients hold. */
@Injectable()
export class ApiKeys {
  constructor(private readonly database: Database) {}

  /** Null when a living key has that name already. */
  async add(key: NewApiKey, on?: Connection): Promise<ApiKeyRow | null> {
    const { id, name, keyHash, hint, scopes, rateLimit, mask = false, defaultPriority = null } = key;
    const values = [id, name, keyHash, hint, scopes, rateLimit, mask, defaultPriority];
    return (await this.database.run<ApiKeyRow>(ADD, values, on))[0] ?? null;
  }

  /** The living key with that hash. */
  async find(keyHash: Buffer): Promise<ActiveApiKey | null> {
    const [row] = await this.database.run<ActiveApiKey>(FIND, [keyHash]);
    return row ?? null;
  }

  /** The hashes of those that live: of at most so many, the new ones and those used last. */
  async active(max: number): Promise<Buffer[]> {
    return (await this.database.run<{ keyHash: Buffer }>(ACTIVE, [max])).map(({ keyHash }) => keyHash);
  }

  /** Those of these ids that are of living keys. */
  async activeAmong(ids: string[]): Promise<string[]> {
    return (await this.database.run<{ id: string }>(ACTIVE_AMONG, [ids])).map(({ id }) => id);
  }

  /** Oldest first, the revoked ones too; at most a thousand. */
  list(): Promise<ApiKeyRow[]> {
    return this.database.run<ApiKeyRow>(LIST, [MAX_LISTED]);
  }

  /** Newest first, those older than the one with the id `before`; the revoked ones too. */
  page(limit: number, before: string | undefined): Promise<ApiKeyRow[]> {
    return this.database.run<ApiKeyRow>(PAGE, [before ?? AFTER_ALL, limit]);
  }

  /** A key, living or revoked. */
  async row(id: string): Promise<ApiKeyRow | null> {
    return (await this.database.run<ApiKeyRow>(FIND_ONE, [id]))[0] ?? null;
  }

  /** The living key with this id as it was and as it is now; null when there is none. @throws what `isKeyNameTaken` knows. */
  async change(
    id: string,
    { name, rateLimit, mask, defaultPriority }: ApiKeyChange,
    on: Connection,
  ): Promise<{ before: ApiKeyRow; after: ApiKeyRow } | null> {
    const [before] = await this.database.run<ApiKeyRow>(LOCK, [id], on);
    if (!before) return null;
    const given = <T>(value: T | null | undefined) => [value !== undefined, value ?? null];
    const values = [id, name ?? null, ...given(rateLimit), mask ?? null, ...given(defaultPriority)];
    const [after] = await this.database.run<ApiKeyRow>(CHANGE, values, on);
    return { before, after: after as ApiKeyRow };
  }

  /** Gives a living key rules of its own, or, with null, those of everybody; null when there is none. */
  async guard(id: string, guard: KeyGuard | null): Promise<ApiKeyRow | null> {
    return (await this.database.run<ApiKeyRow>(GUARD, [id, guard && JSON.stringify(guard)]))[0] ?? null;
  }

  /** Ends the living key with this id or name; null when there is none. */
  async revoke(idOrName: string, on?: Connection): Promise<ApiKeyRow | null> {
    return (await this.database.run<ApiKeyRow>(REVOKE, [idOrName], on))[0] ?? null;
  }

  /** Records when keys were last used, by their ids. An earlier time than the one recorded changes nothing. */
  async used(times: ReadonlyMap<string, Date>): Promise<void> {
    await this.database.run(USED, [[...times.keys()], [...times.values()]]);
  }
}

/** True when a change failed because another living key has the name. */
export function isKeyNameTaken(error: unknown): boolean {
  return error instanceof Error && (error as { constraint?: unknown }).constraint === 'api_keys_name';
}
