import { answerOf, client } from './api.js';

/** Routes that are being built: written after their contract, until openapi.json has them. */
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
interface Options {
  query?: object;
  body?: unknown;
  signal?: AbortSignal;
}
export function upcoming<Answer>(method: Method, path: string, { query, body, signal }: Options = {}) {
  const call = client.api[method] as unknown as (path: string, options: object) => Promise<never>;
  return answerOf(call(path, { params: { query }, body, signal })) as unknown as Promise<Answer>;
}

export interface Explanation {
  title: string;
  what_to_do: string;
  source: string;
}

export interface Attempt {
  number: number;
  provider: string;
  started_at: string;
  ended_at: string | null;
  outcome: string | null;
  latency_ms: number | null;
  http_status: number | null;
  code: string | null;
  message: string | null;
  explanation: Explanation | null;
}

export interface ProviderEvent {
  id: string;
  kind: string;
  provider_status: string | null;
  received_at: string;
  applied_at: string | null;
  code: string | null;
  error: string | null;
  payload: unknown;
}

export interface ToldWebhook {
  id: string;
  target: string;
  type: string;
  status: string;
  attempt_count: number;
  http_status: number | null;
  error: string | null;
  created_at: string;
  delivered_at: string | null;
}

export interface MessageDetails {
  next: { text: string; at: string | null } | null;
  attempts: Attempt[];
  provider_events: ProviderEvent[];
  webhooks: ToldWebhook[];
  queue_entry: { queue: string; id: string | null; state: string; consumer: string | null } | null;
  segments: number | null;
  encoding: string | null;
  api_key: { id: string; name: string } | null;
  conversation_id: string;
}

export type BulkAction = 'retry' | 'cancel' | 'reschedule';
export type BulkFilter = Record<string, string | string[]>;

export interface BulkEffect {
  action: BulkAction;
  matching: number | null;
  affected: number | null;
  left_out: { reason: string; count: number }[];
}

export interface BulkJob {
  id: string;
  action: BulkAction;
  filter: BulkFilter;
  scheduled_at: string | null;
  status: 'running' | 'stopped' | 'done';
  matching: number | null;
  done: number;
  left_out: { reason: string; count: number }[];
  failed: number;
  created_at: string;
  updated_at: string;
  finished_at: string | null;
  created_by: { id: string; name: string } | null;
}

export interface Consumer {
  name: string;
  pending: number;
  idle_ms: number;
  holds: string[];
}

export interface Queue {
  name: string;
  type: string;
  state: 'running' | 'paused' | 'no_processor' | 'held';
  state_text: string;
  paused_by: string | null;
  depth: number;
  lag: number;
  pending: number;
  oldest_age_seconds: number | null;
  rate_per_minute: number;
  dead: number;
  consumers: Consumer[];
}

export interface DeadLetter {
  id: string;
  message_id: string | null;
  data: string;
  reason: string;
  deliveries: number;
  died_at: string;
}

export interface ApiKey {
  id: string;
  name: string;
  hint: string;
  scopes: ('read' | 'send' | 'manage' | 'admin')[];
  rate_limit: number | null;
  mask: boolean;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface AuditEvent {
  id: string;
  created_at: string;
  actor: { kind: string; id: string | null; name: string | null };
  address: string | null;
  action: string;
  object: { kind: string; id: string | null };
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  request_id: string | null;
}
