import { BenchProcess } from './bench-process.js';

/** Runs `work` with a fake provider beside it, as a process of its own. */
export async function withProvider<T>(delayMs: number, work: (url: string) => Promise<T>): Promise<T> {
  const args = [String(delayMs)];
  const provider = new BenchProcess({
    name: 'fake provider',
    program: 'bench/provider/fake-provider-process',
    args,
  });
  try {
    return await work(await provider.line('listening'));
  } finally {
    await provider.stop();
  }
}

/** Messages a fake provider has taken since it started. */
export async function takenBy(url: string): Promise<number> {
  return Number(await (await fetch(url)).text());
}
