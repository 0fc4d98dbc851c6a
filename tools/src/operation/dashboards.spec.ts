import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { Metrics } from '#observability';
import { expectGenerated } from '../../../test/support/expect-generated.js';
import { services } from '../images/testing/compose-file.js';
import { findPrometheus } from '../services/find-prometheus.js';
import { root } from '../services/paths.js';
import { runCommand } from '../services/run-command.js';
import { DASHBOARDS, dashboardFile, dashboardText, queriesOf } from './dashboards/dashboards.js';
import { unknownIn } from './exported-metrics.js';

interface GrafanaJson {
  uid: string;
  panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
}

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

  it('have each panel in whole columns of the 24, none above another, each by an id of its own', () => {
    for (const [name, dashboard] of Object.entries(DASHBOARDS)) {
      const { panels, uid } = JSON.parse(dashboardText(dashboard)) as GrafanaJson;
      expect(uid).toMatch(/^[\w-]{1,40}$/);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      const taken = new Set<string>();
      for (const { gridPos } of panels) {
        const { x, y, w, h } = gridPos;
        expect([name, Object.values(gridPos).every(Number.isInteger), x + w <= 24]).toEqual([
          name,
          true,
          true,
        ]);
        const cells = Array.from({ length: w * h }, (_, n) => `${x + (n % w)}:${y + Math.floor(n / w)}`);
        expect([name, gridPos, cells.filter((cell) => taken.has(cell))]).toEqual([name, gridPos, []]);
        for (const cell of cells) taken.add(cell);
      }
    }
  });

  it('are found by Grafana: its folder is where compose mounts them, and their source is the one that is provisioned', () => {
    const read = (file: string) =>
      parse(readFileSync(join(root, 'ops/grafana/provisioning', file), 'utf8')) as unknown;
    // https://grafana.com/docs/grafana/latest/administration/provisioning/
    expect(read('dashboards/sendstream.yml')).toEqual({
      apiVersion: 1,
      providers: [
        {
          name: 'Sendstream',
          folder: 'Sendstream',
          type: 'file',
          options: { path: '/var/lib/grafana/dashboards' },
        },
      ],
    });
    const volumes = services.grafana?.volumes ?? [];
    expect(volumes).toContain('./ops/grafana/provisioning:/etc/grafana/provisioning:ro');
    expect(volumes).toContain('./ops/grafana/dashboards:/var/lib/grafana/dashboards:ro');
    const home = services.grafana?.environment?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? '';
    expect(existsSync(dashboardFile(basename(home, '.json')))).toBe(true);
    const { datasources } = read('datasources/prometheus.yml') as { datasources: Record<string, unknown>[] };
    expect(datasources).toMatchObject([{ type: 'prometheus', access: 'proxy', isDefault: true }]);
    const uids = Object.values(DASHBOARDS).flatMap((dashboard) =>
      dashboardText(dashboard).match(/"uid": "[^"]+-prometheus"/g),
    );
    expect([...new Set(uids)]).toEqual([`"uid": "${datasources[0]?.uid as string}"`]);
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
