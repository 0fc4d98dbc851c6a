/** What a span begins with. */
export interface SpanStart {
  /** Of few different values: `send twilio`, and no id. */
  name: string;
  kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  /** The trace context it belongs to; none: it begins a trace, if sampling says so. */
  parent?: string | null;
  /** What its own id is made of, so that others can tell it without having been told: see {@link Tracing.contextOf}. */
  key?: string;
  /** Trace contexts of spans that it follows. */
  links?: string[];
  /** When it began, in milliseconds since 1970. Default: now. */
  startedAt?: number;
  attributes?: Attributes;
}

export type Attributes = Record<string, string | number | boolean | undefined>;

/** Something that takes time. */
export interface TraceSpan {
  /** Its trace context, for what happens within it, here or elsewhere. */
  readonly traceparent: string;
  rename(name: string): void;
  /** `error`: why it failed, without anything private. */
  end(attributes?: Attributes, error?: string | null): void;
}

/**
 * Tells where the time of a message goes. Contexts are handed on by hand, in the rows and entries that the message travels in:
 * most of its way is through batches, where no context of a call is that of one message. Who is on the hot path asks `records` first:
 * most messages are not sampled, and these shall cost nothing.
 */
export abstract class Tracing {
  /** False: nothing is traced, and `start` answers null. */
  abstract readonly isOn: boolean;

  /**
   * Whether a span in this trace would be sent. Where not, the context is handed on as it is; and what has none has no trace: it
   * begins with a request, or not at all.
   */
  abstract records(traceparent: string | null | undefined): boolean;

  abstract start(start: SpanStart): TraceSpan | null;

  /** The context of a span that was begun with this key, in the trace of `traceparent`. */
  abstract contextOf(traceparent: string, key: string): string;

  /** Sends what is not sent yet, for some seconds at most. Never throws. */
  abstract close(): Promise<void>;
}

/** Where OTEL_EXPORTER_OTLP_ENDPOINT is not set. */
export const NO_TRACING: Tracing = {
  isOn: false,
  records: () => false,
  start: () => null,
  contextOf: (traceparent) => traceparent,
  close: async () => undefined,
};
