import { Logger } from '@nestjs/common';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { OutageLog } from '#config';

type Ended = Parameters<SpanExporter['export']>[1];

/** An exporter that says in the log when its spans are not taken, and when they are again. */
export class TellingExporter implements SpanExporter {
  private readonly outage = new OutageLog(new Logger('Tracing'), {
    lasts: 'traces cannot be sent, and are lost',
    over: 'traces are sent again',
  });

  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], ended: Ended): void {
    this.exporter.export(spans, (result) => {
      // ExportResultCode.SUCCESS
      if (result.code === 0) this.outage.worked();
      else this.outage.failed(result.error ?? 'the collector did not take them');
      ended(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }
}
