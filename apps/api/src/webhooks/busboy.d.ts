/** As far as it is used here (https://github.com/mscdex/busboy#api). */
declare module 'busboy' {
  import type { IncomingHttpHeaders } from 'node:http';
  import type { Readable, Writable } from 'node:stream';

  interface Config {
    headers: IncomingHttpHeaders;
    defCharset?: string;
    defParamCharset?: string;
    limits?: { fieldSize?: number; fields?: number; fileSize?: number; files?: number; parts?: number };
  }

  interface Busboy extends Writable {
    on(event: 'field', listener: (name: string, value: string) => void): this;
    on(
      event: 'file',
      listener: (name: string, stream: Readable, info: { filename?: string; mimeType: string }) => void,
    ): this;
    on(event: 'partsLimit' | 'filesLimit' | 'fieldsLimit' | 'close', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
  }

  /** @throws Error for a content type that is no form. */
  export default function busboy(config: Config): Busboy;
}
