/** Explained in docs/decisions/0015-outgoing-webhooks.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

type EndpointStatus = 'active' | 'paused';

/** An address of our users' that is told of events. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  events: string[];
  description: string | null;
  status: EndpointStatus;
  /** Why it is paused. */
  pausedReason: string | null;
  /** Since when no call to it has succeeded; null while it works. */
  failingSince: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export type NewEndpoint = Pick<WebhookEndpoint, 'id' | 'url' | 'events' | 'description'> & { secret: string };
/** What is left out stays. */
export type EndpointChange = Partial<Pick<WebhookEndpoint, 'url' | 'events' | 'description' | 'status'>>;

/** What signs calls to an endpoint, the newest first. */
export interface EndpointSecrets {
  url: string;
  secrets: string[];
}

const FIELDS = `id, url, events, description, status, paused_reason AS "pausedReason", failing_since AS "failingSince",
           created_at AS "createdAt", updated_at AS "updatedAt"`;

const ADD = {
  name: 'add_endpoint',
  text: `
    INSERT INTO webhook_endpoints (id, url, events, description, secret)
    SELECT $1, $2, $3::text[], $4, $5 WHERE (SELECT count(*) FROM webhook_endpoints) < $6
    RETURNING ${FIELDS}`,
};

const LIST = { name: 'list_endpoints', text: `SELECT ${FIELDS} FROM webhook_endpoints ORDER BY id` };
const FIND = { name: 'find_endpoint', text: `SELECT ${FIELDS} FROM webhook_endpoints WHERE id = $1` };

const CHANGE = {
  name: 'change_endpoint',
  // Who resumes an endpoint believes that it works again.
  text: `
    UPDATE webhook_endpoints
       SET url = coalesce($2, url), events = coalesce($3::text[], events),
           description = CASE WHEN $4 THEN $5 ELSE description END, status = coalesce($6, status),
           paused_reason = CASE $6 WHEN 'active' THEN NULL WHEN 'paused' THEN coalesce(paused_reason, 'by hand')
                                   ELSE paused_reason END,
           failing_since = CASE WHEN $6 = 'active' THEN NULL ELSE failing_since END,
           failure_count = CASE WHEN $6 = 'active' THEN 0 ELSE failure_count END,
           updated_at = now()
     WHERE id = $1 RETURNING ${FIELDS}`,
};

const ROTATE = {
  name: 'rotate_endpoint_secret',
  text: `
    UPDATE webhook_endpoints
       SET previous_secret = secret, previous_secret_until = now() + make_interval(secs => $3), secret = $2,
           updated_at = now()
     WHERE id = $1 RETURNING ${FIELDS}, previous_secret_until AS "previousSecretUntil"`,
};

const SECRETS = {
  name: 'endpoint_secrets',
  text: `
    SELECT url, CASE WHEN previous_secret_until > now() THEN ARRAY[secret, previous_secret] ELSE ARRAY[secret] END
             AS secrets
      FROM webhook_endpoints WHERE id = $1`,
};

const REMOVE = { name: 'remove_endpoint', text: 'DELETE FROM webhook_endpoints WHERE id = $1 RETURNING id' };

/** Keeps the addresses that are told of events. */
@Injectable()
export class WebhookEndpoints {
  constructor(private readonly database: Database) {}

  /** Null when there are `most` already: every move looks at all of them. */
  async add(endpoint: NewEndpoint, max: number): Promise<WebhookEndpoint | null> {
    const { id, url, events, description, secret } = endpoint;
    const values = [id, url, events, description, secret, max];
    return (await this.database.run<WebhookEndpoint>(ADD, values))[0] ?? null;
  }

  /** Oldest first. */
  list(): Promise<WebhookEndpoint[]> {
    return this.database.run(LIST, []);
  }

  async find(id: string): Promise<WebhookEndpoint | null> {
    return (await this.database.run<WebhookEndpoint>(FIND, [id]))[0] ?? null;
  }

  /** Null when there is no such endpoint. */
  async change(id: string, change: EndpointChange): Promise<WebhookEndpoint | null> {
    const { url = null, events = null, description = null, status = null } = change;
    const values = [id, url, events, change.description !== undefined, description, status];
    return (await this.database.run<WebhookEndpoint>(CHANGE, values))[0] ?? null;
  }

  /** The old secret stays valid for so many seconds more. Null when there is no such endpoint. */
  async rotate(
    id: string,
    secret: string,
    seconds: number,
  ): Promise<(WebhookEndpoint & { previousSecretUntil: Date }) | null> {
    const rows = await this.database.run<WebhookEndpoint & { previousSecretUntil: Date }>(ROTATE, [
      id,
      secret,
      seconds,
    ]);
    return rows[0] ?? null;
  }

  async secrets(id: string): Promise<EndpointSecrets | null> {
    return (await this.database.run<EndpointSecrets>(SECRETS, [id]))[0] ?? null;
  }

  /** What was still to be told to it is dropped. False when there is no such endpoint. */
  async remove(id: string): Promise<boolean> {
    return (await this.database.run(REMOVE, [id])).length > 0;
  }
}
