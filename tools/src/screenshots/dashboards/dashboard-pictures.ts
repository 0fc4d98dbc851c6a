import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { parse } from 'yaml';
import { DASHBOARDS } from '../../operation/dashboards/dashboards.js';
import { OwnPrometheus, scrapeConfigs } from '../../services/own-prometheus.js';
import { root } from '../../services/paths.js';
import { OwnSystem } from '../own-system.js';
import { smallPng } from '../small-png.js';
import { BusyTime } from './busy-time.js';
import { dashboardPage, heightOf } from './dashboard-page.js';
import { drawCharts } from './draw-charts.js';
import { drawnPanel } from './drawn-panel.js';
import { readDashboard } from './grafana-file.js';
import { seriesOf, type Span } from './panel-series.js';
import { StrictReceiver } from './strict-receiver.js';

const DIRECTORY = join(root, 'docs/images/dashboards');
const WIDTH = 1_280;
const MAX_BYTES = 250_000;
/** What is shown, and what passes before it, in which rates are not known yet. */
const SHOWN_MINUTES = 30;
const BEFORE_MINUTES = 2;
const STEP_SECONDS = 15;
/** The README shows the top of the overview, up to this unit of its grid. */
const TOP_UNITS = 23;
/** So that there is something in each panel within half an hour. */
const SETTINGS = {
  GUARD: 'on',
  GUARD_BURST_MESSAGES: '100000',
  PRICE_AFTER_SECONDS: '60',
  BODY_RETENTION_DAYS: '30',
  RATE_LIMIT_REQUESTS: '0',
};

/** Draws the dashboards of ops/grafana with what a Prometheus found that watched a busy system for half an hour. */
export async function takeDashboardPictures(browser: Browser, note: (line: string) => void): Promise<void> {
  const system = await OwnSystem.start({ messages: 0, settings: SETTINGS }, note);
  const receiver = await StrictReceiver.start();
  const targets = { 'sendstream-api': [system.url], 'sendstream-processor': [system.processorUrl] };
  const { global } = parse(readFileSync(join(root, 'ops/prometheus/prometheus.yml'), 'utf8')) as {
    global: object;
  };
  const prometheus = await OwnPrometheus.start({ global, scrape_configs: scrapeConfigs(targets) });
  try {
    await receiver.register(system.url, await system.createKey('webhooks', 'manage'));
    await (await BusyTime.prepare(system, note)).pass(BEFORE_MINUTES + SHOWN_MINUTES);
    rmSync(DIRECTORY, { recursive: true, force: true });
    mkdirSync(DIRECTORY, { recursive: true });
    const end = Math.floor(Date.now() / 1_000 / STEP_SECONDS) * STEP_SECONDS;
    const span = { start: end - SHOWN_MINUTES * 60, end, step: STEP_SECONDS };
    for (const name of Object.keys(DASHBOARDS)) await draw(browser, prometheus, name, span, note);
  } finally {
    await prometheus.stop();
    await receiver.stop();
    await system.stop();
  }
}

async function draw(
  browser: Browser,
  prometheus: OwnPrometheus,
  name: string,
  span: Span,
  note: (line: string) => void,
): Promise<void> {
  const { title, panels } = readDashboard(name);
  const drawn = await Promise.all(
    panels.map(async (panel, n) =>
      drawnPanel(panel, await seriesOf(panel, prometheus, span), span, `chart-${n}`),
    ),
  );
  const units = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
  const context = await browser.newContext({ viewport: { width: WIDTH, height: heightOf(units) } });
  const page = await context.newPage();
  await page.setContent(dashboardPage(title, `Last ${SHOWN_MINUTES} minutes`, drawn, WIDTH));
  await page.addScriptTag({ path: join(root, 'node_modules/uplot/dist/uPlot.iife.min.js') });
  await page.evaluate('document.fonts.ready');
  await page.evaluate(
    drawCharts,
    drawn.flatMap(({ chart }) => chart ?? []),
  );
  const shown: [file: string, units: number][] = [[name, units]];
  if (name === 'overview') shown.push([`${name}-top`, TOP_UNITS]);
  for (const [file, upTo] of shown) {
    const clip = { x: 0, y: 0, width: WIDTH, height: heightOf(upTo) };
    const small = smallPng(await page.screenshot({ clip, scale: 'css' }));
    if (small.length > MAX_BYTES) throw new Error(`${file}.png is larger than ${MAX_BYTES / 1_000} kB`);
    writeFileSync(join(DIRECTORY, `${file}.png`), small);
    note(`${file}.png: ${Math.round(small.length / 1_000)} kB`);
  }
  await context.close();
}
