import { IsBoolean, IsIn, IsInt, IsNumber, IsString, Matches, Max, Min } from 'class-validator';
import { AreOrigins } from './addresses/http-url.js';
import { AreCaps, AreCountries, ArePrefixCaps } from './guard/guard-words.js';
import { OneOf } from './one-of.js';
import { ServiceSettings } from './service-settings.js';

/** A number, or what Express takes for a list of proxies. https://expressjs.com/en/guide/behind-proxies.html */
const PROXIES =
  /^(\d{0,2}|(loopback|linklocal|uniquelocal|[\da-f.:]+(\/\d{1,3})?)(, ?(loopback|linklocal|uniquelocal|[\da-f.:]+(\/\d{1,3})?))*)$/i;

/** Seconds at which a bucket of the statistics begins: how many messages took less is counted exactly. */
export const SLO_CHOICES = [1, 2, 3, 5, 10, 15, 20, 30, 60, 300, 600];

/** A balancer that looks every two or three seconds, and believes the third refusal, has noticed by then. */
const DRAIN_SECONDS = 10;

/** Settings of the HTTP edge. */
export class ApiSettings extends ServiceSettings {
  @IsInt() @Min(0) @Max(65_535) port = 8080;
  /** Where operators' routes are, /metrics and /dependencies. 0: on PORT, closed to whoever comes through a proxy that says so. */
  @IsInt() @Min(0) @Max(65_535) operationsPort = 0;

  /**
   * How long `/ready` says 503 before the port is closed, once the process is told to end: longer than whatever sends requests
   * takes to notice. Empty: 10 in production, 0 elsewhere.
   */
  @Matches(/^(\d{1,2}|[12]\d\d|300)?$/, { message: 'must be a number of seconds, 0 to 300' })
  shutdownDrainSeconds = '';

  /** How many messages a batch may hold. */
  @IsInt() @Min(1) @Max(10_000) batchMaxItems = 1_000;

  /** How long a request may take to arrive whole. */
  @IsInt() @Min(1) @Max(600) requestTimeoutSeconds = 30;
  /** Connections open at once: in all, and of one client's address. A trusted proxy may have all of them. */
  @IsInt() @Min(1) @Max(1_000_000) maxConnections = 2_000;
  @IsInt() @Min(1) @Max(1_000_000) maxConnectionsPerAddress = 500;
  /** Whose scripts may call from a browser. Empty: nobody's. */
  @AreOrigins()
  corsOrigins = '';

  /** Whether a request without an API key is refused. Empty: in production only. */
  @OneOf(['', 'true', 'false']) apiKeysRequired: string = '';

  /** Requests of a key, or of a client's address where keys are not required, per window. 0: any number. */
  @IsInt() @Min(0) @Max(1_000_000_000) rateLimitRequests = 100;
  @IsInt() @Min(1) @Max(86_400) rateLimitWindowSeconds = 60;
  /** Whose word on a client's address is taken: how many proxies are before us, or their addresses and networks. */
  @Matches(PROXIES, {
    message: 'must be a number of proxies, or IP addresses and networks separated by commas',
  })
  trustProxy = '';

  get drainSeconds(): number {
    if (this.shutdownDrainSeconds !== '') return Number(this.shutdownDrainSeconds);
    return this.isProduction ? DRAIN_SECONDS : 0;
  }
  get requiresApiKeys(): boolean {
    return this.apiKeysRequired === '' ? this.isProduction : this.apiKeysRequired === 'true';
  }

  /** Whether messages are refused that break the rules of docs/guard.md. Empty: in production alone. */
  @OneOf(['', 'on', 'off']) guard: string = '';
  /** Countries that texts may go to besides that of their sender; `*`: all. */
  @AreCountries() guardCountries = '';
  /** How many messages one recipient gets, by their priority: `5/10m` is 5 in ten minutes. Empty: any number. */
  @AreCaps() guardCodeCaps = '5/10m,10/d';
  @AreCaps() guardNormalCaps = '';
  @AreCaps() guardBulkCaps = '';
  /** The same of all numbers with one prefix, and of those that begin so: `1000/d,+882=100/d`. */
  @ArePrefixCaps() guardPrefixCaps = '';
  /** Messages of an API key in a day of UTC. 0: any number. */
  @IsInt() @Min(0) @Max(1_000_000_000) guardKeyPerDay = 0;
  /** Codes and normal texts to one prefix in ten minutes beyond which it is stopped: so many, and so many times what it usually gets. 0: never. */
  @IsInt() @Min(0) @Max(1_000_000) guardBurstMessages = 50;
  @IsNumber() @Min(1) @Max(1_000) guardBurstFactor = 3;
  @IsInt() @Min(1) @Max(2_592_000) guardStopSeconds = 3_600;

  get isGuarded(): boolean {
    return this.guard === '' ? this.isProduction : this.guard === 'on';
  }

  /** Takes callbacks without a signature, for local trials. */
  @IsBoolean() webhookAllowUnsigned = false;
  /** In the address that SendGrid's Inbound Parse posts to. Empty: no mail is taken. */
  @IsString() sendgridInboundSecret = '';

  /** What statistics measure by: this share of messages is to be handed over in less than so many seconds. */
  @IsIn(SLO_CHOICES) sloSeconds = 10;
  @IsNumber() @Min(0) @Max(1) sloTarget = 0.99;

  get origins(): string[] {
    return this.corsOrigins === '' ? [] : this.corsOrigins.split(',');
  }

  override get notes(): string[] {
    const [requests, seconds] = [this.rateLimitRequests, this.rateLimitWindowSeconds];
    const limit = `${requests} requests in ${seconds} s for each client and route group`;
    const variables = 'RATE_LIMIT_REQUESTS, RATE_LIMIT_WINDOW_SECONDS';
    const isShared = this.isProduction && this.operationsPort === 0;
    const shared = `/metrics and /dependencies are on PORT, closed to proxies that say they are one (OPERATIONS_PORT)`;
    const rate = `the rate limit is ${requests === 0 ? 'off' : limit} (${variables})`;
    return [...super.notes, rate, ...(isShared ? [shared] : [])];
  }

  static override crossCheck(settings: ApiSettings, given: (property: string) => boolean): string[] {
    const problems = ServiceSettings.crossCheck(settings, given);
    if (settings.isProduction && settings.webhookAllowUnsigned)
      problems.push('WEBHOOK_ALLOW_UNSIGNED must be false in production');
    if (settings.operationsPort === settings.port && settings.port !== 0)
      problems.push('OPERATIONS_PORT must be another one than PORT');
    return problems;
  }
}
