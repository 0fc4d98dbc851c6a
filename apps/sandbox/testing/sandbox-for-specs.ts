import { loadSettings } from '#config';
import { SandboxSettings } from '../src/sandbox-settings.js';
import { type RunningSandbox, startSandbox } from '../src/start-sandbox.js';

/** A sandbox on a free port that posts callbacks without delay. */
export function startSandboxForSpecs(env: Record<string, string> = {}): Promise<RunningSandbox> {
  const settings = loadSettings(SandboxSettings, {
    SANDBOX_PORT: '0',
    SANDBOX_CALLBACK_DELAY_MS: '0',
    ...env,
  });
  return startSandbox(settings, false);
}
