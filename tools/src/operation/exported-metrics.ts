import { Metrics } from '#observability';

/** Of Node itself and of Prometheus; and of node_exporter, which is not ours. */
const OTHERS = /^(up|nodejs_\w+|process_\w+|node_filesystem_\w+)$/;
const TARGET_LABELS = ['le', 'job', 'instance'];

/** What a query asks for that no app exports: metrics, and labels that they do not have. */
export function unknownIn(expr: string): string[] {
  const known = new Map(new Metrics().describe().map(({ name, labels }) => [name, labels]));
  const labelsOf = (name: string) => known.get(name.replace(/_(bucket|count|sum)$/, ''));
  const names = [...expr.matchAll(/\b((?:sendstream|nodejs|process|node)_\w+|up)\b(?=[{[) ]|$)/g)];
  const selectors = [...expr.matchAll(/(sendstream_\w+)\{([^}]*)\}/g)];
  const groups = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, all = '']) => all.split(/,\s*/));
  const ofAny = new Set([...TARGET_LABELS, ...[...known.values()].flat()]);
  return [
    ...names.flatMap(([, name = '']) => (OTHERS.test(name) || labelsOf(name) ? [] : [name])),
    ...selectors.flatMap(([, name = '', selector = '']) =>
      [...selector.matchAll(/(\w+)\s*[=!]/g)].flatMap(([, label = '']) =>
        [...(labelsOf(name) ?? []), ...TARGET_LABELS].includes(label) ? [] : [`${name}{${label}}`],
      ),
    ),
    ...groups.filter((label) => !ofAny.has(label)).map((label) => `by (${label})`),
  ];
}
