import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { answerOf, client } from '../api/api.js';
import { useCan } from '../api/session.js';
import type { FilterField, FilterValues } from '../ui/use-filters.js';

const STATUSES = [
  'scheduled',
  'pending',
  'sending',
  'retry',
  'sent',
  'delivered',
  'failed',
  'canceled',
  'received',
];

const FIELDS: FilterField[] = [
  {
    name: 'search',
    label: 'Search',
    kind: 'search',
    placeholder: 'Number or address, or a part, id, tag, words',
  },
  { name: 'status', label: 'Status', kind: 'choices', options: STATUSES },
  { name: 'type', label: 'Type', kind: 'choice', options: ['sms', 'mms', 'email'] },
  {
    name: 'priority',
    label: 'Priority',
    kind: 'choice',
    options: ['code', 'normal', 'bulk'],
    isRare: true,
  },
  { name: 'direction', label: 'Direction', kind: 'choice', options: ['outbound', 'inbound'] },
  {
    name: 'provider',
    label: 'Provider',
    kind: 'choice',
    options: ['twilio', 'vonage', 'sendgrid', 'ses', 'http'],
    isRare: true,
  },
  { name: 'error_code', label: 'Error code', kind: 'text', isRare: true },
  { name: 'from', label: 'From', kind: 'text', isRare: true },
  { name: 'to', label: 'To', kind: 'text', isRare: true },
  { name: 'tag', label: 'Tag', kind: 'text', isRare: true },
  {
    name: 'conversation_id',
    label: 'Conversation',
    kind: 'text',
    placeholder: 'Conversation id',
    isRare: true,
  },
  { name: 'created_after', label: 'Created after', kind: 'moment', isRare: true },
  { name: 'created_before', label: 'Created before', kind: 'moment', isRare: true },
  { name: 'changed_after', label: 'Changed after', kind: 'moment', isRare: true },
  { name: 'changed_before', label: 'Changed before', kind: 'moment', isRare: true },
];

/** What messages are chosen by, in lists, in exports and for what is done with many. */
export function useMessageFilterFields(): readonly FilterField[] {
  const { data: keys } = useQuery({
    queryKey: ['api-keys', 'names'],
    queryFn: ({ signal }) =>
      answerOf(client.api.GET('/api/v1/api-keys', { params: { query: { limit: 100 } }, signal })),
    // Who may not see the keys chooses by none; a link with one is followed all the same.
    enabled: useCan('admin'),
    staleTime: 60_000,
    select: ({ api_keys }) => api_keys,
  });
  return useMemo(() => {
    const base: FilterField = { name: 'api_key_id', label: 'API key', kind: 'text', isRare: true };
    const names = Object.fromEntries(keys?.map(({ id, name }) => [id, name]) ?? []);
    const ofKeys: FilterField =
      keys === undefined ? base : { ...base, kind: 'choice', options: Object.keys(names), titles: names };
    return [...FIELDS, ofKeys];
  }, [keys]);
}

/** Filters as the address has them. */
export function queryOf(values: FilterValues, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more);
  for (const [name, value] of Object.entries(values))
    for (const each of [value].flat()) query.append(name, each);
  return query.toString();
}
