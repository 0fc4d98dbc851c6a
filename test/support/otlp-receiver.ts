import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { type ProtobufFields, readProtobuf } from './protobuf.js';

/** One span, as it came. */
export interface ReceivedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  /** Empty: it begins its trace. */
  parentId: string;
  kind: number;
  startedAt: bigint;
  endedAt: bigint;
  attributes: Record<string, string | number | boolean>;
  links: { traceId: string; spanId: string }[];
  /** What went wrong. */
  error: string | null;
}

const ERROR = 2n;

/** A collector: takes traces by OTLP over HTTP with protobuf, https://opentelemetry.io/docs/specs/otlp/#otlphttp. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** What came, as text, to be searched. */
  text = '';

  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = http.createServer();
    const receiver = new OtlpReceiver(server);
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const isOtlp =
          request.url === '/v1/traces' && request.headers['content-type'] === 'application/x-protobuf';
        if (isOtlp) receiver.take(Buffer.concat(chunks), request.headers['content-encoding']);
        response.writeHead(isOtlp ? 200 : 400, { 'Content-Type': 'application/x-protobuf' }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The spans of a trace, in the order in which they began. */
  ofTrace(traceId: string): ReceivedSpan[] {
    const own = this.spans.filter((span) => span.traceId === traceId);
    return own.sort((one, other) => Number(one.startedAt - other.startedAt));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** An ExportTraceServiceRequest. */
  private take(body: Buffer, encoding: string | undefined): void {
    const bytes = encoding === 'gzip' ? gunzipSync(body) : body;
    this.text += bytes.toString('latin1');
    for (const ofResource of messages(readProtobuf(bytes), 1)) {
      const [resource] = messages(ofResource, 1);
      const service = String(attributesOf(resource as ProtobufFields, 1)['service.name']);
      for (const ofScope of messages(ofResource, 2))
        for (const span of messages(ofScope, 2)) this.spans.push(spanOf(service, span));
    }
  }
}

function spanOf(service: string, span: ProtobufFields): ReceivedSpan {
  const [status] = messages(span, 15);
  return {
    service,
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentId: hex(span, 4),
    name: text(span, 5),
    kind: Number(number(span, 6)),
    startedAt: number(span, 7),
    endedAt: number(span, 8),
    attributes: attributesOf(span, 9),
    links: messages(span, 13).map((link) => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
    error: status && number(status, 3) === ERROR ? text(status, 2) : null,
  };
}

function attributesOf(fields: ProtobufFields, field: number): ReceivedSpan['attributes'] {
  return Object.fromEntries(
    messages(fields, field).map((pair) => [text(pair, 1), valueOf(messages(pair, 2)[0] as ProtobufFields)]),
  );
}

/** Of an AnyValue what we send: a text, a truth, a whole number. */
function valueOf(value: ProtobufFields): string | number | boolean {
  if (value.has(1)) return text(value, 1);
  return value.has(2) ? number(value, 2) === 1n : Number(number(value, 3));
}

function messages(fields: ProtobufFields, field: number): ProtobufFields[] {
  return (fields.get(field) ?? []).map((value) => readProtobuf(value as Buffer));
}

function hex(fields: ProtobufFields, field: number): string {
  return bytesOf(fields, field).toString('hex');
}

function text(fields: ProtobufFields, field: number): string {
  return bytesOf(fields, field).toString('utf8');
}

function bytesOf(fields: ProtobufFields, field: number): Buffer {
  return (fields.get(field)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);
}

function number(fields: ProtobufFields, field: number): bigint {
  return (fields.get(field)?.[0] as bigint | undefined) ?? 0n;
}
