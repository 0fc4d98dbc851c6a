import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { ServiceSettings } from '#config';
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
      const { redisUrl } = settingsFrom(ServiceSettings, 'REDIS_URL');
      const programs = await findRedisPrograms((line) => console.error(line));
      const child = spawn(programs.cli, ['-u', redisUrl, ...command], {
        stdio: 'inherit',
        env: redisEnvironment(programs),
      });
      // The terminal sends Ctrl-C to both; what it means is redis-cli's to say.
      process.on('SIGINT', () => undefined);
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0) throw new AlreadyReported(code ?? 1);
    });
}
