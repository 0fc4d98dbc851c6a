import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './find-chromium.js';

/**
 * Starts a Chromium without a window.
 * @throws ServiceUnavailable with one line that says how to get one.
 */
export async function launchChromium(note: (line: string) => void): Promise<Browser> {
  const { program, environment } = await findChromium(process.env, note);
  return chromium.launch({
    executablePath: program,
    env: { ...process.env, ...environment } as Record<string, string>,
    // In containers it runs as root, where it has no sandbox, and with little shared memory.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
