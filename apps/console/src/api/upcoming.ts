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

export type BulkAction = 'retry' | 'cancel' | 'reschedule';
export type BulkFilter = Record<string, string | string[]>;

export interface BulkEffect {
  action: BulkAction;
  matching: number;
  affected: number;
  left_out: { reason: string; count: number }[];
  is_minimum: boolean;
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
  created_by: { id: string; name: string | null } | null;
}
