import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../services/paths.js';

/** Where the alerts are. */
export const alertsFile = join(root, 'ops/prometheus/alerts.yml');

/** A rule of Prometheus: an alert, or a recording. */
export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface RuleFile {
  groups: { name: string; interval?: string; rules: Rule[] }[];
}

/** The rules as they are. */
export function readRules(): RuleFile {
  return parse(readFileSync(alertsFile, 'utf8')) as RuleFile;
}

/** The alerts among them. */
export function alertsOf({ groups }: RuleFile): (Rule & { alert: string })[] {
  return groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }])),
  );
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };
/** So many scrapes lie at least in each window, and in each wait: one may come late, or not at all. */
const SCRAPES_PER_WINDOW = 4;
const SCRAPES_PER_WAIT = 2;

/** A world that goes so many times faster, in which Prometheus looks every so many seconds. */
export interface Pace {
  factor: number;
  scrapeSeconds: number;
}

/**
 * The same rules in a faster world: windows, waits, and the ages that an alert asks for are shorter. What a message may take is left
 * as it is.
 */
export function faster({ groups }: RuleFile, { factor, scrapeSeconds }: Pace): RuleFile {
  const shorter = (duration: string, scrapes: number) => {
    const [, count, unit] = /^(\d+)([smhd])$/.exec(duration) ?? [];
    const seconds = (Number(count) * (UNITS[unit ?? ''] ?? NaN)) / factor;
    return `${Math.max(scrapes * scrapeSeconds, Math.round(seconds))}s`;
  };
  const change = (rule: Rule): Rule => {
    const windows = rule.expr.replace(
      /\[(\w+)\]/g,
      (_, duration: string) => `[${shorter(duration, SCRAPES_PER_WINDOW)}]`,
    );
    const expr = /_age_seconds/.test(rule.expr)
      ? windows.replace(/> (\d+)$/, (_, age: string) => `> ${Number(age) / factor}`)
      : windows;
    return { ...rule, expr, ...(rule.for && { for: shorter(rule.for, SCRAPES_PER_WAIT) }) };
  };
  return {
    groups: groups.map((group) => ({ ...group, interval: '1s', rules: group.rules.map(change) })),
  };
}
