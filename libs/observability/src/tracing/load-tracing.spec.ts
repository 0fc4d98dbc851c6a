import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ServiceSettings } from '#config';
import { loadTracing } from './load-tracing.js';
import { NO_TRACING } from './tracing.js';

/** How many modules of OpenTelemetry a process has that asks for tracing with this endpoint. */
async function loadedWith(endpoint: string): Promise<number> {
  const place = JSON.stringify(new URL('./load-tracing.js', import.meta.url).href);
  const program = `
    import { createRequire } from 'node:module';
    const { loadTracing } = await import(${place});
    const settings = { otelExporterOtlpEndpoint: '${endpoint}', otelSdkDisabled: false, otelServiceName: '', otelTracesSampler: 'always_off' };
    const tracing = await loadTracing('api', settings);
    console.log(Object.keys(createRequire('file:///x').cache).filter((name) => name.includes('opentelemetry')).length);
    await tracing.close();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return Number(stdout);
}

describe('tracing', () => {
  it('is loaded where an endpoint is set, and nowhere else', async () => {
    expect(await loadedWith('')).toBe(0);
    expect(await loadedWith('http://127.0.0.1:1')).toBeGreaterThan(0);
  });

  it('is off by default, and answers nothing then', async () => {
    const tracing = await loadTracing('api', new ServiceSettings());
    expect(tracing).toBe(NO_TRACING);
    expect(tracing.start({ name: 'x', kind: 'internal' })).toBeNull();
    const wanted = Object.assign(new ServiceSettings(), {
      otelExporterOtlpEndpoint: 'http://x',
      otelSdkDisabled: true,
    });
    expect(await loadTracing('api', wanted)).toBe(NO_TRACING);
  });
});
