import type { ServiceSettings } from '#config';
import { NO_TRACING, type Tracing } from './tracing.js';

/** Tracing as the settings want it. OpenTelemetry is loaded where an endpoint is set, and nowhere else. */
export async function loadTracing(app: string, settings: ServiceSettings): Promise<Tracing> {
  if (settings.otelExporterOtlpEndpoint === '' || settings.otelSdkDisabled) return NO_TRACING;
  const { OtlpTracing } = await import('./otlp-tracing.js');
  return new OtlpTracing(app, settings);
}
