import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseAllDocuments } from 'yaml';
import { debianProgram } from '../../../tools/src/services/debian-program.js';
import { localDirectory } from '../../../tools/src/services/paths.js';
import { runCommand } from '../../../tools/src/services/run-command.js';

const SOURCE = 'test/deploy/helm-renderer/render.go';
/** What Sprig is made of, and how to read YAML. */
const LIBRARIES = [
  ...['masterminds-sprig', 'masterminds-semver', 'masterminds-goutils', 'huandu-xstrings', 'google-uuid'],
  ...[
    'imdario-mergo',
    'shopspring-decimal',
    'mitchellh-copystructure',
    'mitchellh-reflectwalk',
    'spf13-cast',
  ],
].map((name) => `golang-github-${name}-dev`);

/** One thing of a cluster. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: unknown;
}

/** Renders charts as Helm does: the program beside this file, compiled by the Go of this system's packages. */
export class HelmRenderer {
  private constructor(private readonly program: string) {}

  static async built(): Promise<HelmRenderer> {
    const version = /golang-(\d+\.\d+)-go/.exec(await runCommand('apt-cache', ['depends', 'golang-go']))?.[1];
    if (version === undefined) throw new Error('this system has no package of Go');
    const go = `golang-${version}`;
    const { program } = await debianProgram({
      name: 'golang',
      path: `usr/lib/go-${version}/bin/go`,
      packages: [
        `${go}-go`,
        `${go}-src`,
        ...LIBRARIES,
        'golang-golang-x-crypto-dev',
        'golang-gopkg-yaml.v3-dev',
      ],
    });
    const root = resolve(program, '../../../../..');
    const built = join(localDirectory('helm-renderer'), 'render');
    const libraries = join(root, 'usr/share/gocode');
    if (!existsSync(join(libraries, 'src'))) throw new Error(`there are no libraries of Go in ${libraries}`);
    const env = {
      ...process.env,
      GOROOT: join(root, `usr/lib/go-${version}`),
      GOPATH: libraries,
      GO111MODULE: 'off',
      CGO_ENABLED: '0',
      GOCACHE: localDirectory('go-cache'),
    };
    await runCommand(program, ['build', '-o', built, SOURCE], { env });
    return new HelmRenderer(built);
  }

  /** What the chart makes of these values, over its own. @throws Error in the chart's words. */
  async render(chart: string, values: object): Promise<Manifest[]> {
    const child = spawn(this.program, { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(JSON.stringify({ chart, values, release: 'messages', namespace: 'default' }));
    const [said, failure] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if (failure !== '') throw new Error(failure.trim());
    const files = Object.entries(JSON.parse(said) as Record<string, string>);
    return files
      .filter(([name]) => name.endsWith('.yaml'))
      .flatMap(([name, file]) => manifestsOf(name, file));
  }
}

function manifestsOf(name: string, file: string): Manifest[] {
  return parseAllDocuments(file).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`${name}: ${document.errors.join('; ')}`);
    const value = document.toJS() as Manifest | null;
    return value === null ? [] : [value];
  });
}
