import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiSettings, ProcessorSettings, variableName } from '#config';
import { accountVariables } from '#providers';
import { SandboxSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { root } from './services/paths.js';

const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n');
const written = new Map(
  lines.flatMap((line) => {
    const [, name, value] = /^#([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  }),
);

const settings = { ...new SandboxSettings(), ...new ProcessorSettings(), ...new ApiSettings() };
const all = {
  ...Object.fromEntries(
    Object.entries(settings).map(([property, value]) => [variableName(property), String(value)]),
  ),
  ...accountVariables(),
};
/** Nobody reads a key of two thousand characters: its line says whose it is. */
const MAX_SHOWN = 200;
const defaults = Object.fromEntries(
  Object.entries(all).map(([name, value]) => [name, value.length > MAX_SHOWN ? '' : value]),
);

describe('.env.example', () => {
  it('has every setting of every app, with its default', () => {
    expect(Object.fromEntries([...written].filter(([name]) => name !== 'POSTGRES_PASSWORD'))).toEqual(
      defaults,
    );
  });

  it('says something of every setting', () => {
    const bare = lines.filter((line, index) => /^#[A-Z_]+=/.test(line) && !/^#/.test(lines[index - 1] ?? ''));
    expect(bare).toEqual([]);
  });

  it('sets nothing by itself, so that a copy of it changes nothing', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});
