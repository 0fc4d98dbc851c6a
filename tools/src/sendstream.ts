import { runCommand } from './commands/program.js';

// Whoever reads our output may have read enough: `sendstream openapi | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runCommand(process.argv.slice(2));
