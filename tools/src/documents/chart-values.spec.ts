import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { expectGenerated } from '../../../test/support/expect-generated.js';
import { chartDirectory, chartValuesText, type ValueSchema } from './chart-values.js';

describe('the values of the Helm chart', () => {
  const read = (file: string) => readFileSync(join(chartDirectory, file), 'utf8');
  const schema = JSON.parse(read('values.schema.json')) as ValueSchema;
  const defaults = parse(read('values.yaml')) as Record<string, unknown>;
  const isValid = new Ajv().compile(schema);

  it('are described, each of them', () => {
    expect(isValid(defaults)).toBe(true);
    expectGenerated(join(chartDirectory, 'README.md'), chartValuesText(schema, defaults));
  });

  it.each([
    { api: { replica: 2 } },
    { settings: { 'public-url': 'x' } },
    { secret: { keys: ['database url'] } },
    { bundled: { password: 'p@ss' } },
    { networkPolicy: { egressPorts: ['https'] } },
  ])('are refused where they make no sense: %j', (values) => expect(isValid(values)).toBe(false));
});
