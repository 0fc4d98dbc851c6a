import type { Command } from 'commander';
import { refuseProduction } from './command-settings.js';

/** `sendstream start`: the whole system on this machine, for development. */
export function addStart(program: Command): void {
  program
    .command('start')
    .description('run api, processor and sandbox on this machine, with PostgreSQL and Redis found or started')
    .action(async () => {
      refuseProduction('the sandbox never runs there; start api and processor by themselves');
      // Its signal handlers belong to it alone.
      const { startSystem } = await import('../start/start-system.js');
      await startSystem();
    });
}
