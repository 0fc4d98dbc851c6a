import { table } from '../../tools/src/client/table.js';
import type { Frame, Stack } from './cpu-profile.js';

const MAX_ROWS = 40;

/** Where the time of some stacks goes: by owner, by function alone, and by function with what it calls. */
export function summary(stacks: Stack[]): string {
  const total = stacks.reduce((sum, { micros }) => sum + micros, 0);
  const self = new Map<string, number>();
  const owners = new Map<string, number>();
  const inclusive = new Map<string, number>();
  const whole = new Map<string, number>();
  for (const { frames, micros } of stacks) {
    const top = frames.at(-1);
    if (!top) continue;
    add(self, functionOf(top), micros);
    add(owners, top.owner, micros);
    for (const name of new Set(frames.filter(({ where }) => where !== '').map(functionOf)))
      add(whole, name, micros);
    for (const owner of new Set(frames.map((frame) => frame.owner))) add(inclusive, owner, micros);
  }
  const percent = (micros: number) => `${((micros / total) * 100).toFixed(1)} %`;
  const most = (times: Map<string, number>) =>
    [...times].sort(([, one], [, other]) => other - one).slice(0, MAX_ROWS);
  return [
    `${(total / 1e6).toFixed(1)} s of processor time`,
    table(
      most(owners).map(([owner, micros]) => ({
        owner,
        self: percent(micros),
        'with what it calls': percent(inclusive.get(owner) ?? 0),
      })),
    ),
    table(most(self).map(([name, micros]) => ({ 'function, self': name, time: percent(micros) }))),
    table(
      most(whole).map(([name, micros]) => ({ 'function, with what it calls': name, time: percent(micros) })),
    ),
  ].join('\n\n');
}

function functionOf({ name, where }: Frame): string {
  return where === '' ? name : `${name}  ${where}`;
}

function add(times: Map<string, number>, key: string, micros: number): void {
  times.set(key, (times.get(key) ?? 0) + micros);
}
