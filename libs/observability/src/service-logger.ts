import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** LOG_LEVEL -> the levels of Nest's logger that are written. */
const LEVELS: Record<string, LogLevel[]> = {
  silent: [],
  fatal: ['fatal'],
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug'],
  trace: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
};

const BOOT_CONTEXTS = new Set([
  'InstanceLoader',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'NestMicroservice',
]);

/** Writes one line per event: JSON in production, text for people elsewhere. */
export class ServiceLogger extends ConsoleLogger {
  constructor(app: string, level: string, json: boolean) {
    super({
      prefix: app,
      json,
      colors: !json && process.stdout.isTTY === true,
      logLevels: LEVELS[level] ?? LEVELS.info,
    });
  }

  /** Nest's own talk of its boot is of use only to who debugs the boot. */
  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && BOOT_CONTEXTS.has(context)) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  protected override stringifyMessage(message: unknown, level: LogLevel): string {
    if (message === null || typeof message !== 'object' || !('msg' in message)) {
      return super.stringifyMessage(message, level) as string;
    }
    const { msg, ...fields } = message;
    const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${text(value)}`);
    return `${String(msg)}${pairs.join('')}`;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' && !/[\s="]/.test(value) ? value : JSON.stringify(value);
}
