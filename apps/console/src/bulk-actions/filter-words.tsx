import type { Schemas } from '../api/api.js';
import { Text } from '../ui/text.js';
import './filter-words.css';

type Filter = Schemas['BulkAction']['filter'];

/** Which messages, in words. */
export function FilterWords({ filter }: { filter: Filter }) {
  const set = Object.entries(filter);
  if (set.length === 0) return <>all messages</>;
  return (
    <span className="filter-words">
      {set.map(([name, value]) => (
        <span key={name} className="filter-word">
          {name.replaceAll('_', ' ')} <Text>{wordOf(name, value)}</Text>
        </span>
      ))}
    </span>
  );
}

/** The same on one line. */
export function lineOf(filter: Filter): string {
  const words = Object.entries(filter).map(
    ([name, value]) => `${name.replaceAll('_', ' ')} ${wordOf(name, value)}`,
  );
  return words.length === 0 ? 'all messages' : words.join(', ');
}

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function wordOf(name: string, value: unknown): string {
  const isMoment = /_(after|before)$/.test(name);
  const words = [value].flat().map((each) => {
    const moment = new Date(String(each));
    return isMoment && !Number.isNaN(moment.getTime()) ? MOMENT.format(moment) : String(each);
  });
  return words.join(' or ');
}
