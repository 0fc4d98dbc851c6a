import { spawn } from 'node:child_process';
import { loadSettings, ServiceSettings } from '#config';
import { findRedisPrograms, redisEnvironment } from './services/redis-programs.js';

/** `npm run redis-cli [-- command]`: redis-cli on the Redis of REDIS_URL, or of the running `npm start`. */
try {
  const { redisUrl } = loadSettings(ServiceSettings);
  const programs = await findRedisPrograms((line) => console.error(line));
  const child = spawn(programs.cli, ['-u', redisUrl, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: redisEnvironment(programs),
  });
  // The terminal sends Ctrl-C to both; what it means is redis-cli's to say.
  process.on('SIGINT', () => undefined);
  child.once('error', (error) => {
    console.error(`redis-cli could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.once('exit', (code) => (process.exitCode = code ?? 1));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
