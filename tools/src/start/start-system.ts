import { SettingsError } from '#config';
import { DevelopmentSystem } from '../running/development-system.js';
import type { SystemEnvironment } from '../running/system-environment.js';

/** One Ctrl-C can reach us twice, from the terminal and passed on by npm; a second one is one that comes later. */
const SAME_PRESS_MS = 1_000;

const inColour = process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : process.stdout.isTTY;
const bold = (text: string) => (inColour ? `\u001b[1m${text}\u001b[0m` : text);
const note = (line: string) => console.log(line);

/** Runs the development system until somebody stops it or a part of it ends; never returns. */
export async function startSystem(): Promise<never> {
  const system = new DevelopmentSystem(process.env, note, inColour);
  const interruption = interruptionOf(system);
  let wasAsked = false;
  let failed = 1;
  try {
    wasAsked = await run(system, interruption.happened);
  } catch (error) {
    if (interruption.hasHappened()) wasAsked = true;
    else console.error(`\n${(error as Error).message}`);
    if (error instanceof SettingsError) failed = 2;
  }
  await system.stop();
  process.exit(wasAsked ? 0 : failed);
}

interface Interruption {
  happened: Promise<void>;
  hasHappened(): boolean;
}

/** The first signal asks for an orderly end, a second one for an end at once. */
function interruptionOf(system: DevelopmentSystem): Interruption {
  let firstSignalAt: number | undefined;
  const happened = new Promise<void>((resolve) => {
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
  return { happened, hasHappened: () => firstSignalAt !== undefined };
}

/** Whether it ended because somebody asked for it. */
async function run(system: DevelopmentSystem, interrupted: Promise<void>): Promise<boolean> {
  const environment = await Promise.race([system.start(), interrupted]);
  if (!environment) return true;
  announce(environment);
  const problem = await Promise.race([system.firstEnd(), interrupted]);
  if (typeof problem !== 'string') return true;
  console.error(`\n${problem}`);
  return false;
}

function announce({ ports }: SystemEnvironment): void {
  const api = `http://localhost:${ports.api}`;
  const message = '{"from":"+15551234567","to":"+15559876543","type":"sms","body":"Hello from Sendstream"}';
  console.log(`
${bold('Sendstream is up.')}

  Console          ${api}/console/
  API              ${api}
  Its docs         ${api}/docs
  What "arrived"   http://localhost:${ports.sandbox}/messages

Send a message:

curl -i ${api}/api/v1/messages/send -H 'Content-Type: application/json' -d '${message}'

Ctrl-C stops everything.
`);
}
