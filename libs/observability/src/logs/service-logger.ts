/** Explained in docs/decisions/0039-logs.md. */
import { hostname } from 'node:os';
import { Logger, type LoggerService, type LogLevel } from '@nestjs/common';
import { pino } from 'pino';
import { logLine } from './log-line.js';
import { prettyLine } from './pretty-line.js';

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

/** Nest's own talk of its boot is of use only to who debugs the boot. */
const BOOT_CONTEXTS = new Set([
  'InstanceLoader',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'NestMicroservice',
  'NestApplication',
]);

interface LoggerOptions {
  /** Who speaks: `api`. */
  app: string;
  /** As LOG_LEVEL has it. */
  level: string;
  /** Lines for programs, else for people. */
  json: boolean;
}

/** Writes one line per event to the standard output: JSON with the fields of LOG_FIELDS, or text for people. */
export class ServiceLogger implements LoggerService {
  private readonly pino: pino.Logger;
  private readonly levels: LogLevel[];

  constructor({ app, level, json }: LoggerOptions) {
    this.levels = LEVELS[level] ?? (LEVELS.info as LogLevel[]);
    const hasColours = process.stdout.isTTY === true;
    // Not pino's own file writer: what a process says last must not be lost when it exits.
    const write = (line: string) => process.stdout.write(json ? line : prettyLine(line, hasColours));
    this.pino = pino(
      {
        level: level in LEVELS ? level : 'info',
        base: { app, pid: process.pid, host: hostname() },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (word) => ({ level: word }) },
      },
      { write },
    );
  }

  /** Makes it the logger of the whole process: `Logger.isLevelEnabled` goes by its level. */
  install(): this {
    Logger.overrideLogger(this.levels);
    Logger.overrideLogger(this);
    return this;
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(BOOT_CONTEXTS.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  private write(level: pino.Level, message: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
    const { msg, fields } = logLine(message, rest.slice(0, context === undefined ? undefined : -1));
    this.pino[level]({ ...(context !== undefined && { context }), ...fields }, msg);
  }
}
