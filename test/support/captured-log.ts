/** A line of the log, by its fields. */
export interface LogLine {
  level: string;
  msg: string;
  [field: string]: unknown;
}

/** All that is written while it is open, by this process: use with LOG_FORMAT=json. */
export class CapturedLog {
  /** As they were written. */
  readonly text: string[] = [];
  private readonly streams = [process.stdout, process.stderr];
  private readonly originals = this.streams.map((stream) => stream.write.bind(stream));

  constructor() {
    for (const stream of this.streams)
      stream.write = (chunk: string | Uint8Array) => this.text.push(String(chunk)) > 0;
  }

  /** Those that are JSON, from the `since`-th line on. */
  lines(since = 0): LogLine[] {
    return this.text
      .slice(since)
      .flatMap((chunk) => chunk.split('\n'))
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine);
  }

  close(): void {
    this.streams.forEach((stream, index) => (stream.write = this.originals[index] as typeof stream.write));
  }
}
