import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { debianProgram } from '../services/debian-program.js';
import { findPrometheus } from '../services/find-prometheus.js';
import { root } from '../services/paths.js';
import { runCommand } from '../services/run-command.js';
import { alertsFile, alertsOf, faster, readRules } from './alert-rules.js';
import { unknownIn } from './exported-metrics.js';

const rules = readRules();
const alerts = alertsOf(rules);
const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
const tests = join(root, 'ops/prometheus/tests');
describe('alerts', () => {
  it('each have a section in the runbook, and each section of an alert its alert', () => {
    const sections = [...runbook.matchAll(/^### (Sendstream\w+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(alerts.map(({ alert }) => alert));
  });

  it('are explained there: what each means, how to look, what to do', () => {
    for (const { alert } of alerts) {
      const [, section = ''] = runbook.split(new RegExp(`^### ${alert}$`, 'm'));
      const [text = ''] = section.split(/^##/m);
      for (const part of ['**Means**', '**Look**', '**Do**']) expect(`${alert} ${text}`).toContain(part);
    }
  });

  it('link to their section, say in words what is wrong, and whether somebody is to be woken', () => {
    for (const { alert, annotations, labels } of alerts) {
      expect(annotations).toEqual({
        summary: expect.stringMatching(/\w/),
        runbook: `docs/runbook.md#${alert.toLowerCase()}`,
      });
      expect(['page', 'ticket']).toContain(labels?.severity);
    }
  });

  it('ask for metrics and labels that there are', () => {
    const exprs = rules.groups.flatMap((group) => group.rules).map(({ expr }) => expr);
    expect(exprs.flatMap(unknownIn)).toEqual([]);
  });
});

describe('promtool', () => {
  const promtool = async (...args: string[]) =>
    runCommand((await findPrometheus(process.env, (line) => console.log(line))).promtool, args);

  it('finds that the rules and the configuration can be loaded', async () => {
    await promtool('check', 'rules', alertsFile);
    await promtool('check', 'config', join(root, 'ops/prometheus/prometheus.yml'));
  }, 240_000);

  it('finds that each alert fires when it should, and not when it should not', async () => {
    const files = readdirSync(tests).map((file) => join(tests, file));
    await promtool('test', 'rules', ...files);
    const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    for (const { alert } of alerts) expect(text).toContain(`alertname="${alert}"}`);
  }, 240_000);
});

describe('amtool', () => {
  const config = join(root, 'ops/alertmanager/alertmanager.yml');
  const amtool = async (...args: string[]) => {
    const { program } = await debianProgram({ name: 'prometheus-alertmanager', path: 'usr/bin/amtool' });
    return runCommand(program, args);
  };

  it('finds that the configuration can be loaded', async () => {
    expect(await amtool('check-config', config)).toContain('2 receivers');
  }, 120_000);

  it('finds that what wakes somebody goes to the pager, and the rest becomes a ticket', async () => {
    const receiverOf = async (...labels: string[]) =>
      (await amtool('config', 'routes', 'test', `--config.file=${config}`, ...labels)).trim();
    for (const { alert, labels } of alerts) {
      const receiver = await receiverOf(`alertname=${alert}`, `severity=${labels?.severity}`);
      expect([alert, receiver]).toEqual([alert, labels?.severity === 'page' ? 'pager' : 'tickets']);
    }
  }, 120_000);

  it('while one is inhibited, the alert that inhibits it exists, and so does it', () => {
    const { inhibit_rules: rulesOf } = parse(readFileSync(config, 'utf8')) as {
      inhibit_rules: { source_matchers: string[]; target_matchers: string[] }[];
    };
    const named = rulesOf.flatMap((rule) =>
      [...rule.source_matchers, ...rule.target_matchers].flatMap(
        (matcher) => matcher.match(/Sendstream\w+/g) ?? [],
      ),
    );
    expect(alerts.map(({ alert }) => alert)).toEqual(expect.arrayContaining(named));
    expect(named.length).toBeGreaterThan(5);
  });
});

it('rules that are made faster differ in their times alone', () => {
  const quick = faster(rules, { factor: 60, scrapeSeconds: 1 });
  expect(alertsOf(quick).map(({ alert }) => alert)).toEqual(alerts.map(({ alert }) => alert));
  const old = alertsOf(quick).find(({ alert }) => alert === 'SendstreamQueueOld');
  expect(old).toMatchObject({ for: '2s', expr: expect.stringMatching(/> 5$/) });
  const silent = alertsOf(quick).find(({ alert }) => alert === 'SendstreamProviderEventsSilent');
  expect(silent).toMatchObject({ for: '10s', expr: expect.stringMatching(/\[30s\]\)\) > 20/) });
  expect(parse(stringify(quick))).toEqual(quick);
});
