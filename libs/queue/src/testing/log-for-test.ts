import type { LoggerService } from '@nestjs/common';

/** Keeps what is logged at info and above, as `level: msg`. */
export class LogForTest implements LoggerService {
  readonly lines: string[] = [];

  log(message: unknown): void {
    this.keep('info', message);
  }

  warn(message: unknown): void {
    this.keep('warn', message);
  }

  error(message: unknown): void {
    this.keep('error', message);
  }

  debug(): void {
    // Below info.
  }

  private keep(level: string, message: unknown): void {
    const text = typeof message === 'object' && message !== null && 'msg' in message ? message.msg : message;
    this.lines.push(`${level}: ${String(text)}`);
  }
}
