import { useCan } from '../api/session.js';
import { MenuButton } from '../ui/menu-button.js';
import type { FilterValues } from '../ui/use-filters.js';
import { queryOf } from './message-filters.js';

const ACTIONS = [
  ['retry', 'Retry all of these'],
  ['cancel', 'Cancel all of these'],
  ['reschedule', 'Reschedule all of these'],
] as const;

/** The ways to change a list as a whole: the exact effect is shown first. */
export function ActOnAll({ values }: { values: FilterValues }) {
  if (!useCan('manage')) return null;
  const items = ACTIONS.map(([action, title]) => ({
    title,
    to: `/bulk-actions/new?${queryOf(values, { action })}`,
  }));
  return <MenuButton title="Act on all" items={items} />;
}

const FORMATS = [
  ['csv', 'As CSV'],
  ['ndjson', 'As NDJSON'],
] as const;

/** The whole list as a file. */
export function Export({ values }: { values: FilterValues }) {
  const items = FORMATS.map(([format, title]) => ({
    title,
    download: `/api/v1/messages/export?${queryOf(values, { format })}`,
  }));
  return <MenuButton title="Export" items={items} />;
}
