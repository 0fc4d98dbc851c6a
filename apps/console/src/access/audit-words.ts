import type { Schemas } from '../api/api.js';

type AuditEvent = Schemas['AuditEvent'];

/** Who it was, in words. */
export function actorOf({ actor: { kind, name, id } }: AuditEvent): string {
  if (kind === 'anonymous') return 'somebody without a key';
  const known = name ?? id ?? 'unknown';
  return kind === 'session' ? `${known} (console)` : kind === 'command' ? `${known} (command)` : known;
}

/** What changed, on one line: `rate limit: 60 → 120, mask: true`. */
export function changeOf({ before, after }: AuditEvent): string {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .map((name) => {
      const [was, is] = [before?.[name], after?.[name]];
      const values = [was, is].filter((value) => value !== undefined).map(wordOf);
      return `${name.replaceAll('_', ' ')}: ${values.join(' → ')}`;
    })
    .join(', ');
}

function wordOf(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map(wordOf).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
