import { DevelopmentSystem } from './running/development-system.js';
import type { SystemEnvironment } from './running/system-environment.js';

/** One Ctrl-C can reach us twice, from the terminal and passed on by npm; a second one is one that comes later. */
const SAME_PRESS_MS = 1_000;

const inColour = process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : process.stdout.isTTY;
const bold = (text: string) => (inColour ? `\u001b[1m${text}\u001b[0m` : text);
const note = (line: string) => console.log(line);

const system = new DevelopmentSystem(process.env, note, inColour);
let firstSignalAt: number | undefined;

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstSignalAt === undefined) {
        firstSignalAt = Date.now();
        note('\nStopping ... (Ctrl-C again: at once)');
        resolve();
      } else if (Date.now() - firstSignalAt > SAME_PRESS_MS) {
        system.kill();
        process.exit(130);
      }
    });
  }
});

/** Whether it ended because somebody asked for it. */
async function run(): Promise<boolean> {
  const up = system.start();
  const environment = await Promise.race([up, interrupted]);
  if (!environment) return true;
  announce(environment);
  const problem = await Promise.race([system.firstEnd(), interrupted]);
  if (typeof problem === 'string' && firstSignalAt === undefined) {
    console.error(`\n${problem}`);
    return false;
  }
  return true;
}

function announce({ ports }: SystemEnvironment): void {
  const api = `http://localhost:${ports.api}`;
  const message = '{"from":"+15551234567","to":"+15559876543","type":"sms","body":"Hello from Sendstream"}';
  console.log(`
${bold('Sendstream is up.')}

  API              ${api}
  Its docs         ${api}/docs
  What "arrived"   http://localhost:${ports.sandbox}/messages

Send a message:

curl -i ${api}/api/v1/messages/send -H 'Content-Type: application/json' -d '${message}'

Ctrl-C stops everything.
`);
}

let asked = false;
try {
  asked = await run();
} catch (error) {
  if (firstSignalAt === undefined) console.error(`\n${(error as Error).message}`);
  else asked = true;
}
await system.stop();
process.exit(asked ? 0 : 1);
