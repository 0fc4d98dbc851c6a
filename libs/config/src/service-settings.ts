import { IsBoolean, IsInt, IsNumber, IsString, Matches, Max, Min } from 'class-validator';
import { IsBaseUrl } from './addresses/http-url.js';
import { HOST, HOSTS } from './addresses/listening.js';
import type { RedisAddress } from './addresses/redis-address.js';
import { faultsOfRedis, redisAddressOf } from './addresses/redis-settings.js';
import { IsOptionalStoreUrl, IsStoreUrl, STORE_PORT } from './addresses/store-url.js';
import { variableName } from './load-settings.js';
import { OneOf } from './one-of.js';
import { faultsOfSecrets, hasPublishedPassword } from './secrets/production-secrets.js';
import { SANDBOX_CREDENTIALS } from './secrets/published-secrets.js';
import { AreSecrets } from './secrets/secret-list.js';
import { AreSigningSecrets } from './secrets/signing-secrets.js';

const OWN_SAMPLERS = ['always_on', 'always_off', 'traceidratio'] as const;
/** As OpenTelemetry calls them. */
const SAMPLERS = [...OWN_SAMPLERS, ...OWN_SAMPLERS.map((name) => `parentbased_${name}` as const)];

/** What api and processor share: the stores, the providers, and the rules of delivery. */
export class ServiceSettings {
  @OneOf(['development', 'test', 'production']) nodeEnv: string = 'development';
  @OneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) logLevel: string = 'info';
  /** Lines for programs or for people. Empty: json in production. */
  @OneOf(['', 'json', 'pretty']) logFormat: string = '';
  /** Some metrics also by the names that the service before this one had. */
  @IsBoolean() metricsCompatible = false;

  /** Where traces are sent, by OTLP over HTTP with protobuf. Empty: nothing is traced. */
  @Matches(/^(https?:\/\/\S+)?$/, { message: 'must be an http or https URL' }) otelExporterOtlpEndpoint = '';
  @IsBoolean() otelSdkDisabled = false;
  /** Empty: sendstream-api, sendstream-processor. */
  @IsString() otelServiceName = '';
  /** Which traces begin here; `parentbased_`: those of clients as they say. */
  @OneOf(SAMPLERS) otelTracesSampler: string = 'parentbased_always_on';
  /** The share of `traceidratio`. */
  @IsNumber() @Min(0) @Max(1) otelTracesSamplerArg = 1;

  /** What to listen on. Empty: 127.0.0.1, and in production every address of the machine. */
  @Matches(...HOST) host = '';
  /** Further names by which it may be called in development. */
  @Matches(...HOSTS) allowedHosts = '';

  @IsStoreUrl('postgresql')
  databaseUrl = 'postgres://postgres:postgres@localhost:5432/sendstream';
  /** In place of that address: its parts, in which any character stands as it is. */
  @Matches(...HOST) databaseHost = '';
  @Matches(...STORE_PORT) databasePort = '';
  @IsString() databaseName = '';
  @IsString() databaseUser = '';
  @IsString() databasePassword = '';
  @IsInt() @Min(1) @Max(200) databasePoolSize = 10;
  /** False: statements are sent without a name, for a pooler that gives each transaction another connection. */
  @IsBoolean() databasePreparedStatements = true;
  /** False: the settings of a session are its role's, for a pooler that refuses them. */
  @IsBoolean() databaseSessionSettings = true;
  /** Where `sendstream migrate` connects: not through a pooler, as the owner. Empty: DATABASE_URL. */
  @IsOptionalStoreUrl('postgresql')
  migrateDatabaseUrl = '';
  @IsStoreUrl('redis')
  redisUrl = 'redis://localhost:6379';
  @Matches(...HOST) redisHost = '';
  @Matches(...STORE_PORT) redisPort = '';
  @Matches(/^\d{0,4}$/, { message: 'must be the number of a database' }) redisDatabase = '';
  /** These go before what the address says. */
  @IsString() redisUser = '';
  @IsString() redisPassword = '';
  @IsString() redisSentinelUser = '';
  @IsString() redisSentinelPassword = '';
  /** In PEM: whose certificates to believe, and our own for a Redis that asks for one. */
  @IsString() redisTlsCa = '';
  @IsString() redisTlsCert = '';
  @IsString() redisTlsKey = '';
  /** Before the name of every key, where others share this Redis. Braces would move all keys to one slot of a cluster. */
  @Matches(/^[^\s{}]{0,100}$/, { message: 'must have no spaces and no braces, and at most 100 characters' })
  redisKeyPrefix = '';

  /** How long an idle connection to us is kept open: longer than a load balancer keeps its end, mostly 60 seconds. */
  @IsInt() @Min(1) @Max(3_600) keepAliveSeconds = 75;

  @IsBoolean() syncMessageProcessing = false;

  /** A YAML file of further accounts, and of routes to them. Empty: what is set here goes to SMS_PROVIDER and EMAIL_PROVIDER. */
  @IsString() routesFile = '';
  /**
   * Whether texts keep the pace that providers document for each kind of sender, where none is set for it (docs/pace.md). Empty:
   * in production alone.
   */
  @OneOf(['', 'on', 'off']) defaultPaces: string = '';
  @IsString() smsProvider = 'twilio';
  @IsString() emailProvider = 'sendgrid';
  /** Where the sandbox is, for who has its credentials and no address of a provider. */
  @IsInt() @Min(0) @Max(65_535) sandboxPort = 8082;
  /** Signs the unsubscribe links in mails. Several, separated by commas, while it is being changed. */
  @AreSecrets(16)
  unsubscribeSecret: string = SANDBOX_CREDENTIALS.unsubscribeSecret;
  /** `inline`: applied before the answer; `queue`: by the processor. Either way stored before it. */
  @OneOf(['inline', 'queue']) webhookMode: string = 'inline';
  /** Further words, comma-separated, that count as STOP, START and HELP when they are the whole text. */
  @IsString() stopKeywords = '';
  @IsString() startKeywords = '';
  @IsString() helpKeywords = '';
  /** Where providers reach this api; callbacks are signed over this address. */
  @IsBaseUrl() publicUrl = 'http://localhost:8080';

  /** How long a request with an Idempotency-Key is remembered. */
  @IsInt() @Min(1) @Max(2_592_000) idempotencyKeySeconds = 86_400;

  /** Webhooks, and files of attachments, may be called and fetched inside private networks. */
  @IsBoolean() allowPrivateNetworks = false;
  /** Signs what goes to a message's own callback_url. Several, separated by commas, while it is being changed. */
  @AreSigningSecrets()
  webhookSigningSecret: string = SANDBOX_CREDENTIALS.webhookSigningSecret;
  @IsInt() @Min(100) @Max(60_000) callbackTimeoutMs = 10_000;
  /** Nominal wait before the second attempt of a callback; each next one is twice as long, up to two hours. */
  @IsInt() @Min(1) @Max(3_600) callbackRetrySeconds = 5;
  /** How long a callback is tried, waits of a paused endpoint not counted. */
  @IsInt() @Min(1) @Max(604_800) callbackGiveUpSeconds = 86_400;
  /** An endpoint is paused that has failed for so long, and so often, without one success. */
  @IsInt() @Min(0) @Max(604_800) callbackPauseAfterSeconds = 21_600;
  @IsInt() @Min(1) @Max(10_000) callbackPauseAfterFailures = 20;
  /** Megabytes of attachments in hand at once, per process. */
  @IsInt() @Min(20) @Max(10_000) attachmentMemoryMb = 64;

  @IsInt() @Min(100) @Max(120_000) providerTimeoutMs = 10_000;
  @IsInt() @Min(1) @Max(3_600) claimLeaseSeconds = 60;
  @IsInt() @Min(0) @Max(100) maxRetries = 3;
  @IsInt() @Min(0) @Max(86_400) retryDelaySeconds = 60;
  @IsInt() @Min(0) @Max(3_600) shutdownGraceSeconds = 30;
  /** How long after a call's deadline its provider may still take, show or tell of the message. */
  @IsInt() @Min(0) @Max(3_600) settleSeconds = 15;
  /** How long a message may be `sent` without news before its provider is asked; asked last after 144 times as long. */
  @IsInt() @Min(1) @Max(86_400) reconcileAfterSeconds = 600;
  /** When a provider is asked for the prices of texts it was handed; again after 6, 36 and 144 times as long. */
  @IsInt() @Min(1) @Max(86_400) priceAfterSeconds = 600;
  /** What to do when nobody can know whether a call was taken. Empty: hold sms and mms, resend email. */
  @OneOf(['', 'resend', 'hold']) onUnknownOutcome: string = '';

  /** The text of a code is removed as soon as it has come to its end. */
  @IsBoolean() redactAfterFinal = false;

  /** The first signs. */
  get unsubscribeSecrets(): string[] {
    return this.unsubscribeSecret.split(',');
  }

  get webhookSigningSecrets(): string[] {
    return this.webhookSigningSecret.split(',');
  }

  /** Where Redis is, with what its settings and the files they name say. */
  get redis(): RedisAddress {
    return redisAddressOf(this);
  }

  get isProduction(): boolean {
    return this.nodeEnv === 'production';
  }

  get logsJson(): boolean {
    return this.logFormat === '' ? this.isProduction : this.logFormat === 'json';
  }

  get hasDefaultPaces(): boolean {
    return this.defaultPaces === '' ? this.isProduction : this.defaultPaces === 'on';
  }

  /** What whoever starts it should know of its settings; a line each, without a secret. */
  get notes(): string[] {
    return [];
  }

  unknownOutcomePolicy(channel: 'sms' | 'mms' | 'email'): 'resend' | 'hold' {
    if (this.onUnknownOutcome !== '') return this.onUnknownOutcome as 'resend' | 'hold';
    return channel === 'email' ? 'resend' : 'hold';
  }

  static crossCheck(settings: ServiceSettings, given: (property: string) => boolean): string[] {
    const ofRedis = faultsOfRedis(settings).map(([name, fault]) => `${variableName(name)} ${fault}`);
    if (!settings.isProduction) return ofRedis;
    const required = ['databaseUrl', 'redisUrl', 'publicUrl', 'webhookSigningSecret', 'unsubscribeSecret'];
    return [
      ...ofRedis,
      ...required
        .filter((name) => !given(name))
        .map((name) => `${variableName(name)} must be set in production`),
      ...faultsOfSecrets(settings)
        .filter(([name]) => given(name))
        .map(([name, fault]) => `${variableName(name)} ${fault}`),
      ...(given('databaseUrl') && hasPublishedPassword(settings.databaseUrl)
        ? ['DATABASE_URL has the password of docker/dev.env; production needs your own']
        : []),
    ];
  }
}
