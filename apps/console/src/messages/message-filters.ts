import { useMemo } from 'react';
import { useAccountNames } from './use-account-names.js';
import { useKeyNames } from './use-key-names.js';
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
  { name: 'provider', label: 'Provider', kind: 'text', isRare: true },
  { name: 'error_code', label: 'Error code', kind: 'text', isRare: true },
  { name: 'from', label: 'From', kind: 'text', isRare: true },
  { name: 'to', label: 'To', kind: 'text', isRare: true },
  {
    name: 'destination',
    label: 'Destination',
    kind: 'text',
    placeholder: 'Country or mail domain: GB',
    isRare: true,
  },
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
  const names = useKeyNames();
  const accounts = useAccountNames();
  return useMemo(
    () => [
      ...FIELDS.map((field) => (field.name === 'provider' ? ofAccounts(field, accounts) : field)),
      keyField(names),
    ],
    [names, accounts],
  );
}

/** Who may not see the accounts names one. */
function ofAccounts(field: FilterField, accounts: string[] | undefined): FilterField {
  return accounts === undefined ? field : { ...field, kind: 'choice', options: accounts };
}

/** Who may not see the keys chooses by none; a link with one is followed all the same. */
export function keyField(names: Record<string, string> | undefined): FilterField {
  const base: FilterField = { name: 'api_key_id', label: 'API key', kind: 'text', isRare: true };
  return names === undefined ? base : { ...base, kind: 'choice', options: Object.keys(names), titles: names };
}

/** Filters as the address has them. */
export function queryOf(values: FilterValues, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more);
  for (const [name, value] of Object.entries(values))
    for (const each of [value].flat()) query.append(name, each);
  return query.toString();
}
