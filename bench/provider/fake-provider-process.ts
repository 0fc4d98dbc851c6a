import { FakeProvider } from './fake-provider.js';

/** The fake provider as a process of its own. Argument: milliseconds every answer is held back. */
const provider = new FakeProvider({ delayMs: Number(process.argv[2] ?? 0) });
console.log(`listening ${await provider.listen()}`);
process.once('SIGTERM', () => process.exit(0));
