import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { REDIS_VARIABLES, ServiceSettings } from '#config';
import { masterOf } from '#queue';
import { findRedisPrograms, redisEnvironment } from '../services/redis-programs.js';
import { AlreadyReported } from './command-errors.js';
import { settingsFrom } from './command-settings.js';

/** `sendstream redis-cli [command...]`: redis-cli on the Redis of REDIS_URL, or of the running system. */
export function addRedisCli(program: Command): void {
  program
    .command('redis-cli')
    .description('open redis-cli on the Redis in use, or run one command of it')
    .argument('[command...]')
    .allowUnknownOption()
    .action(async (command: string[]) => {
      const settings = settingsFrom(ServiceSettings, ...REDIS_VARIABLES);
      const programs = await findRedisPrograms((line) => console.error(line));
      const pem = mkdtempSync(join(tmpdir(), 'redis-cli-'));
      try {
        const options = [...(await redisCliOptions(settings)), ...tlsOptions(settings, pem)];
        const child = spawn(programs.cli, [...options, ...command], {
          stdio: 'inherit',
          // The list of processes shows arguments, and no environment.
          env: { ...redisEnvironment(programs), ...passwordFor(settings) },
        });
        // The terminal sends Ctrl-C to both; what it means is redis-cli's to say.
        process.on('SIGINT', () => undefined);
        const [code] = (await once(child, 'exit')) as [number | null];
        if (code !== 0) throw new AlreadyReported(code ?? 1);
      } finally {
        rmSync(pem, { recursive: true });
      }
    });
}

/** How redis-cli is led to the Redis of these settings: in a cluster to its first node, behind Sentinels to the master. */
async function redisCliOptions({ redis }: ServiceSettings): Promise<string[]> {
  const server = redis.kind === 'sentinel' ? await masterOf(redis) : redis.nodes[0];
  const options: [string, string | undefined][] = [
    ['-h', server?.host],
    ['-p', String(server?.port)],
    ['-n', redis.database],
    ['--user', redis.username],
  ];
  return [
    ...options.flatMap(([name, value]) => (value ? [name, value] : [])),
    ...(redis.kind === 'cluster' ? ['-c'] : []),
  ];
}

/** It reads certificates from files alone: they are written into this folder, which nobody else may read. */
function tlsOptions({ redis: { tls } }: ServiceSettings, folder: string): string[] {
  if (tls === null) return [];
  const options = Object.entries({ '--cacert': tls.ca, '--cert': tls.cert, '--key': tls.key });
  return [
    '--tls',
    ...options.flatMap(([name, text]) => {
      if (text === undefined) return [];
      const file = join(folder, `${name.slice(2)}.pem`);
      writeFileSync(file, text, { mode: 0o600 });
      return [name, file];
    }),
  ];
}

function passwordFor({ redis: { password } }: ServiceSettings): { REDISCLI_AUTH?: string } {
  return password === '' ? {} : { REDISCLI_AUTH: password };
}
