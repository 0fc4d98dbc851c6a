import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dockerfileStages } from '../../tools/src/images/testing/dockerfile.js';
import { root } from '../../tools/src/services/paths.js';

/** What a stage came to: its files, below a folder in place of `/`, and how it is started. */
export interface BuiltStage {
  /** Where its WORKDIR is. */
  folder: string;
  env: Record<string, string>;
  healthcheck: string[];
  command: string[];
}

/** What a machine needs to reach its registry; nothing else of its environment is in a step. */
const FROM_OUTSIDE = [
  ...['PATH', 'HOME', 'npm_config_cache', 'npm_config_registry'],
  ...['NODE_EXTRA_CA_CERTS', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'],
];

/**
 * The Dockerfile's steps without an engine, each stage in a clean root of its own: COPY takes what .dockerignore lets through or what
 * an earlier stage made, RUN runs it, ENV, HEALTHCHECK and CMD are kept. The base image is this machine, so USER means nothing.
 */
export class DockerfileReplay {
  private readonly base = mkdtempSync(join(tmpdir(), 'sendstream-docker-'));
  private readonly stages = dockerfileStages();
  private readonly ignored = readFileSync(join(root, '.dockerignore'), 'utf8').trim().split('\n');

  /** Does all steps of a stage. @throws Error when one fails, or is of a kind that is not understood here. */
  build(name: string): BuiltStage {
    const built: BuiltStage = { folder: join(this.base, name), env: {}, healthcheck: [], command: [] };
    for (const { word, rest } of this.stages.get(name)?.instructions ?? []) {
      if (word === 'WORKDIR') built.folder = join(this.base, name, rest);
      else if (word === 'ENV') this.setVariable(built, rest);
      else if (word === 'COPY') this.copy(built, rest.split(' '));
      else if (word === 'RUN') this.run(built, this.inStage(name, rest));
      else if (word === 'HEALTHCHECK')
        built.healthcheck = JSON.parse(rest.replace(/^.*? CMD /, '')) as string[];
      else if (word === 'CMD') built.command = JSON.parse(rest) as string[];
      else if (word !== 'USER' && word !== 'EXPOSE') throw new Error(`Dockerfile: ${word}`);
    }
    return built;
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }

  private setVariable({ env, folder }: BuiltStage, text: string): void {
    const [name = '', value = ''] = text.split('=', 2);
    env[name] = name === 'PATH' ? `${folder}/bin:${process.env.PATH ?? ''}` : value;
  }

  private copy({ folder }: BuiltStage, words: string[]): void {
    const stage = /^--from=(.*)$/.exec(words[0] as string)?.[1];
    const sources = words.slice(stage === undefined ? 0 : 1, -1);
    const target = join(folder, words.at(-1) as string);
    for (const source of sources) {
      const from = stage === undefined ? this.inContext(source) : join(this.base, stage, source);
      const isInto = sources.length > 1 || stage !== undefined;
      const to = isInto && stage === undefined ? join(target, source) : target;
      mkdirSync(dirname(to), { recursive: true });
      cpSync(from, to, {
        recursive: true,
        filter: (path) => stage !== undefined || !path.endsWith('.spec.ts'),
      });
    }
  }

  /** @throws Error when .dockerignore keeps it from the build. */
  private inContext(source: string): string {
    const known = this.ignored.every(
      (line) => line === '*' || line === '**/*.spec.ts' || line.startsWith('!'),
    );
    if (!known || !this.ignored.includes(`!${source}`) || !existsSync(join(root, source)))
      throw new Error(`.dockerignore: ${source}`);
    return join(root, source);
  }

  /** Absolute paths that the Dockerfile itself makes are in the stage's root. */
  private inStage(name: string, command: string): string {
    return command.replace(
      /(^|\s)(\/images)\b/g,
      (_, before: string, path: string) => before + join(this.base, name, path),
    );
  }

  private run({ folder, env }: BuiltStage, command: string): void {
    const clean = { ...Object.fromEntries(FROM_OUTSIDE.map((each) => [each, process.env[each]])), ...env };
    mkdirSync(folder, { recursive: true });
    execFileSync('sh', ['-c', command], { cwd: folder, env: clean, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}
