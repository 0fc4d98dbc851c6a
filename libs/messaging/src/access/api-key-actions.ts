import { Injectable } from '@nestjs/common';
import { newId } from '#config';
import {
  type ApiKeyChange,
  type ApiKeyRow,
  ApiKeys,
  type ApiScope,
  type AuditActor,
  AuditEvents,
  Database,
  hashOfApiKey,
  hintOfApiKey,
  isKeyNameTaken,
  type MessagePriority,
  newApiKeySecret,
  type NewAuditEvent,
} from '#entities';

/** By whom, and how it came. */
export type ChangeOrigin = Pick<NewAuditEvent, 'address' | 'requestId'> & { actor: AuditActor };

export interface WantedApiKey {
  name: string;
  scopes: ApiScope[];
  /** Requests per window; null: what holds for everybody; 0: no limit. */
  rateLimit: number | null;
  mask: boolean;
  /** Of messages that say none themselves; null: what holds for everybody. */
  defaultPriority: MessagePriority | null;
}

/** Another living key has the name. */
export class KeyNameTakenError extends Error {
  constructor(name: string) {
    super(`A key named ${name} exists already: revoke it, or choose another name.`);
  }
}

/** The scopes let a key have webhooks sent somewhere, and these tell everything. */
export class UnmaskableScopesError extends Error {
  /** Of the field `mask`, as the API says it. */
  readonly reason =
    'must be false with the scope manage or admin: webhooks that such a key adds tell everything';

  constructor() {
    super('A key that sees numbers and texts masked has neither of the scopes manage and admin.');
  }
}

/** Makes, changes and ends the keys of the API; each change and its audit event are stored together or not at all. */
@Injectable()
export class ApiKeyActions {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeys,
    private readonly audit: AuditEvents,
  ) {}

  /** The secret is told here and never again. @throws KeyNameTakenError, UnmaskableScopesError */
  async create(wanted: WantedApiKey, origin: ChangeOrigin): Promise<{ key: ApiKeyRow; secret: string }> {
    if (wanted.mask) mustBeMaskable(wanted.scopes);
    const secret = newApiKeySecret();
    const hash = { keyHash: hashOfApiKey(secret), hint: hintOfApiKey(secret) };
    return this.database.transaction(async (on) => {
      const key = await this.keys.add({ id: newId(), ...wanted, ...hash }, on);
      if (!key) throw new KeyNameTakenError(wanted.name);
      await this.audit.add(eventOf('api_key.create', origin, key.id, { after: recorded(key) }), on);
      return { key, secret };
    });
  }

  /**
   * Null when there is no living key with this id. What changes nothing is not recorded.
   * @throws KeyNameTakenError, UnmaskableScopesError
   */
  async change(id: string, change: ApiKeyChange, origin: ChangeOrigin): Promise<ApiKeyRow | null> {
    try {
      return await this.database.transaction(async (on) => {
        const changed = await this.keys.change(id, change, on);
        if (!changed) return null;
        if (change.mask) mustBeMaskable(changed.after.scopes);
        const difference = differenceOf(recorded(changed.before), recorded(changed.after));
        if (difference) await this.audit.add(eventOf('api_key.change', origin, id, difference), on);
        return changed.after;
      });
    } catch (error) {
      throw isKeyNameTaken(error) ? new KeyNameTakenError(change.name ?? '') : error;
    }
  }

  /** Ends the living key with this id or name, on every instance within two seconds; null when there is none. */
  revoke(idOrName: string, origin: ChangeOrigin): Promise<ApiKeyRow | null> {
    return this.database.transaction(async (on) => {
      const key = await this.keys.revoke(idOrName, on);
      if (key) await this.audit.add(eventOf('api_key.revoke', origin, key.id, { before: recorded(key) }), on);
      return key;
    });
  }
}

/** @throws UnmaskableScopesError */
function mustBeMaskable(scopes: ApiScope[]): void {
  if (scopes.includes('manage') || scopes.includes('admin')) throw new UnmaskableScopesError();
}

type Recorded = Record<string, unknown>;

function recorded({ name, scopes, rateLimit, mask, defaultPriority }: ApiKeyRow): Recorded {
  return { name, scopes, rate_limit: rateLimit, mask, default_priority: defaultPriority };
}

/** The members that differ; null: none does. */
function differenceOf(before: Recorded, after: Recorded): { before: Recorded; after: Recorded } | null {
  const names = Object.keys(before).filter((name) => before[name] !== after[name] && name !== 'scopes');
  const picked = (of: Recorded) => Object.fromEntries(names.map((name) => [name, of[name]]));
  return names.length === 0 ? null : { before: picked(before), after: picked(after) };
}

function eventOf(
  action: string,
  origin: ChangeOrigin,
  id: string,
  { before = null, after = null }: { before?: Recorded | null; after?: Recorded | null },
): NewAuditEvent {
  return { id: newId(), action, object: { kind: 'api_key', id }, before, after, ...origin };
}
