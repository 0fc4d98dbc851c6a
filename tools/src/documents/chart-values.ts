import { join } from 'node:path';
import { root } from '../services/paths.js';

/** Where the chart is. */
export const chartDirectory = join(root, 'ops/helm/sendstream');

/** The part of JSON Schema that the chart's values are described with. */
export interface ValueSchema {
  description?: string;
  properties?: Record<string, ValueSchema>;
}

const HEADER = `# The Helm chart

Api (with the console), processors and the migration of Sendstream. [docs/deploying.md](../../../docs/deploying.md#kubernetes) goes
through an installation. Settings that are no secret are under \`settings\`; secret ones stand in a Secret of yours, whose keys are called
as the settings, and are mounted as files.

This page is generated from \`values.schema.json\` and \`values.yaml\`: \`npm run generate\` writes it anew.

| Value | Default | |
| --- | --- | --- |
`;

/** The values of the chart as a page: each with its default and its description. */
export function chartValuesText(schema: ValueSchema, defaults: Record<string, unknown>): string {
  return `${HEADER}${rowsOf(schema, defaults, '').join('\n')}\n`;
}

function rowsOf({ properties = {} }: ValueSchema, defaults: Record<string, unknown>, path: string): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const value = defaults[name];
    const here = `${path}${name}`;
    if (value === undefined) return [];
    const row = (shown: string) => `| \`${here}\` | ${shown} | ${schema.description ?? ''}. |`;
    if (schema.properties === undefined) return [row(`\`${JSON.stringify(value)}\``)];
    return [row(''), ...rowsOf(schema, value as Record<string, unknown>, `${here}.`)];
  });
}
