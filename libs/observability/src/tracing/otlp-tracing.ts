/** Explained in docs/decisions/0040-traces.md. */
import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type ServiceSettings, VERSION } from '#config';
import { hostname } from 'node:os';
import { isParentBased, samplerOf } from './sampler.js';
import { SpanIds, spanIdOf } from './span-ids.js';
import { TellingExporter } from './telling-exporter.js';
import { isSampled } from './trace-context.js';
import type { Attributes, SpanStart, TraceSpan, Tracing } from './tracing.js';

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};
/** A collector that is away keeps no process from ending. */
const CLOSE_MS = 3_000;

/** Sends spans to a collector, in batches behind the work, by OTLP over HTTP with protobuf. What the collector does not take is lost. */
export class OtlpTracing implements Tracing {
  readonly isOn = true;
  private readonly ids = new SpanIds();
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;
  private readonly isParentBased: boolean;

  constructor(app: string, settings: ServiceSettings) {
    const url = `${settings.otelExporterOtlpEndpoint.replace(/\/+$/, '')}/v1/traces`;
    this.isParentBased = isParentBased(settings);
    this.provider = new BasicTracerProvider({
      resource: resourceFromAttributes({
        'service.name': settings.otelServiceName || `sendstream-${app}`,
        'service.version': VERSION,
        'service.instance.id': `${hostname()}-${process.pid}`,
      }).merge(detectResources({ detectors: [envDetector] })),
      sampler: samplerOf(settings),
      idGenerator: this.ids,
      spanProcessors: [new BatchSpanProcessor(new TellingExporter(new OTLPTraceExporter({ url })))],
    });
    this.tracer = this.provider.getTracer('sendstream', VERSION);
  }

  records(traceparent: string | null | undefined): boolean {
    return !!traceparent && (!this.isParentBased || isSampled(traceparent));
  }

  start({ name, kind, parent, key, links = [], startedAt, attributes }: SpanStart): TraceSpan {
    // It is asked for within the next call, and for no other span.
    this.ids.next = key === undefined ? null : spanIdOf(key);
    const options = {
      kind: KINDS[kind],
      links: links.map((traceparent): Link => ({ context: contextIn(traceparent) })),
      ...(startedAt !== undefined && { startTime: startedAt }),
      ...(attributes && { attributes }),
    };
    return new OtlpSpan(this.tracer.startSpan(name, options, parent ? under(parent) : ROOT_CONTEXT));
  }

  contextOf(traceparent: string, key: string): string {
    return `${traceparent.slice(0, 36)}${spanIdOf(key)}${traceparent.slice(52)}`;
  }

  async close(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
    await Promise.race([this.provider.shutdown().catch(() => undefined), late]);
  }
}

class OtlpSpan implements TraceSpan {
  readonly traceparent: string;

  constructor(private readonly span: Span) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  end(attributes: Attributes = {}, error: string | null = null): void {
    this.span.setAttributes(attributes);
    if (error !== null) this.span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    this.span.end();
  }
}

function under(traceparent: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, contextIn(traceparent));
}

function contextIn(traceparent: string) {
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
