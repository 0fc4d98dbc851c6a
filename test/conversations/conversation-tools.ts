import request from 'supertest';
import type { RunningSystem } from '../support/running-system.js';

export interface Conversation {
  id: string;
  status: string;
  message_count: number;
  last_message_at: string | null;
  [field: string]: unknown;
}

export const UNKNOWN_ID = '0190b1de-0000-7000-8000-000000000000';
export const root = '/api/v1/conversations';

let nextNumber = 1_000_000;
export const freshNumber = () => `+1555${(nextNumber += 1)}`;

/** What opens a conversation of two that nobody knows yet. */
export const pair = () => ({
  channel_type: 'sms',
  participant_from: freshNumber(),
  participant_to: freshNumber(),
});

/** What suites ask of the conversations of a system, which is not there before they begin. */
export function conversationsOf(system: () => RunningSystem) {
  const api = () => request(system().url);
  return {
    api,
    find: async (id: string, query = '') =>
      (await api().get(`${root}/${id}${query}`).expect(200)).body as Conversation,
    list: async (query: string) =>
      (await api().get(`${root}?${query}`).expect(200)).body as {
        conversations: Conversation[];
        total: number;
      },
    search: async (query: string, limit?: number) => {
      const { body } = await api().post(`${root}/search`).send({ query, limit }).expect(200);
      return (body as { conversations: (Conversation & { matched: string[] })[] }).conversations;
    },
    open: async (body: object, status = 201) =>
      (await api().post(root).send(body).expect(status)).body as Conversation,
    /** Messages that no index has yet. */
    inTail: async () => {
      const { rows } = await system().database.pool.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM message_index_tail',
      );
      return rows[0]?.n;
    },
  };
}
