import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { Metrics } from '#observability';
import { expectGenerated } from '../../../test/support/expect-generated.js';
import { findPrometheus } from '../services/find-prometheus.js';
import { runCommand } from '../services/run-command.js';
import { DASHBOARDS, dashboardFile, dashboardText, queriesOf } from './dashboards/dashboards.js';
import { unknownIn } from './exported-metrics.js';

const queries = Object.values(DASHBOARDS).flatMap(queriesOf);

describe('the dashboards of Grafana', () => {
  it.each(Object.entries(DASHBOARDS))(
    '%s is written as it is defined; if not: npm run generate',
    (name, dashboard) => {
      expectGenerated(dashboardFile(name), dashboardText(dashboard));
    },
  );

  it('are all of those in ops/grafana/dashboards', () => {
    const files = readdirSync(dirname(dashboardFile('overview')));
    expect(files.sort()).toEqual(
      Object.keys(DASHBOARDS)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });

  it('ask for metrics and labels that are exported', () => {
    expect(queries.flatMap(unknownIn)).toEqual([]);
    expect(unknownIn('sum by (phone) (rate(sendstream_nothing_total{queue="a"}[5m]))')).toEqual([
      'sendstream_nothing_total',
      'sendstream_nothing_total{queue}',
      'by (phone)',
    ]);
  });

  it('leave out no metric of ours', () => {
    const text = queries.join('\n');
    const unseen = new Metrics().describe().filter(({ name }) => !text.includes(name));
    expect(unseen.map(({ name }) => name)).toEqual([]);
  });

  it('ask in the language of Prometheus', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'queries-'));
    const file = join(directory, 'queries.yml');
    const rules = queries.map((expr, n) => ({ record: `query:${n}`, expr }));
    writeFileSync(file, stringify({ groups: [{ name: 'queries', rules }] }));
    const { promtool } = await findPrometheus(process.env, (line) => console.log(line));
    await runCommand(promtool, ['check', 'rules', file]);
    rmSync(directory, { recursive: true });
  }, 120_000);
});
