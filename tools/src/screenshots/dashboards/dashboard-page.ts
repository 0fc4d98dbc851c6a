import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../services/paths.js';
import type { DrawnLine, DrawnPanel } from './drawn-panel.js';

/** Grafana's grid: 24 columns, units of 30 px, 8 px between. */
const COLUMNS = 24;
const UNIT = 30;
const GAP = 8;
const MARGIN = 16;
const HEADER = 52;

const FONT = 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';

/** How high a page is that shows what begins above this unit. */
export const heightOf = (units: number): number => HEADER + units * (UNIT + GAP) + MARGIN - GAP;

/** The page of a dashboard, without its charts: `draw-charts.ts` draws them into it. */
export function dashboardPage(title: string, period: string, panels: DrawnPanel[], width: number): string {
  const style = readFileSync(join(root, 'tools/src/screenshots/dashboards/dashboard.css'), 'utf8');
  const chartStyle = readFileSync(join(root, 'node_modules/uplot/dist/uPlot.min.css'), 'utf8');
  const font = readFileSync(join(root, FONT)).toString('base64');
  return `<!doctype html><meta charset="utf-8">
<style>@font-face { font-family: Inter; font-weight: 100 900; src: url(data:font/woff2;base64,${font}) }
${chartStyle}${style}</style>
<header><h1>${escaped(title)}</h1><span>${escaped(period)}</span></header>
${panels.map((panel) => section(panel, width)).join('\n')}`;
}

function section(panel: DrawnPanel, pageWidth: number): string {
  const { type, title, place, number, chart } = panel;
  const column = (pageWidth - 2 * MARGIN + GAP) / COLUMNS;
  const box = [
    `left: ${MARGIN + place.x * column}px`,
    `top: ${HEADER + place.y * (UNIT + GAP)}px`,
    `width: ${place.w * column - GAP}px`,
    `height: ${place.h * (UNIT + GAP) - GAP}px`,
  ].join('; ');
  const parts = [
    `<h2>${escaped(title)}</h2>`,
    number && `<strong style="color: ${number.colour}">${escaped(number.text)}</strong>`,
    chart && `<div class="chart" id="${chart.id}"></div>`,
    chart && !chart.isSpark && `<ul>${chart.lines.map(key).join('')}</ul>`,
    type !== 'row' && !chart && '<p>No data</p>',
  ];
  return `<section class="${type}" style="${box}">${parts.filter(Boolean).join('')}</section>`;
}

const key = ({ name, colour }: DrawnLine): string =>
  `<li><i style="background: ${colour}"></i>${escaped(name)}</li>`;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
