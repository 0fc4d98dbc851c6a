import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs an app that does this once it has booted; answers how it ended, and what it said. */
async function ended(then: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const place = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const program = `
    const { runApp } = await import(${place('./run-app.js')});
    const { ServiceLogger } = await import(${place('./logs/service-logger.js')});
    new ServiceLogger({ app: 'api', level: 'info', json: true }).install();
    await runApp(async () => ({ close: async () => undefined }));
    setTimeout(() => { ${then} }, 0);
    setTimeout(() => undefined, 60_000);`;
  try {
    const said = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    return { code: 0, ...said };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('runApp', () => {
  it.each([
    ['throws', "throw new Error('no +15551234567')"],
    ['rejects', "Promise.reject(new Error('no +15551234567'))"],
  ])('ends with a line of the log and 1 where something %s that nobody catches', async (_, then) => {
    const { code, stdout, stderr } = await ended(then);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ level: 'fatal', app: 'api', error: 'no +1555•••4567' });
    expect(stdout).not.toContain('15551234567');
  });

  it('ends with 0 when it is told to', async () => {
    expect(await ended("process.kill(process.pid, 'SIGTERM')")).toMatchObject({ code: 0, stdout: '' });
  });
});
