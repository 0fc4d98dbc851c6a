import { createPrivateKey } from 'node:crypto';
import { HOST, HOSTS, IsBaseUrl, OneOf, SANDBOX_CREDENTIALS } from '#config';
import {
  IsBoolean,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';

/** Settings of the local providers. Latency, error rate and callback delay can be changed while it runs. */
export class SandboxSettings {
  @OneOf(['development', 'test'], {
    message: 'must be development or test: the sandbox never runs in production',
  })
  nodeEnv: string = 'development';
  @OneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) logLevel: string = 'info';

  /** What to listen on. Empty: 127.0.0.1. */
  @Matches(...HOST) host = '';
  /** Further names by which it may be called in development. */
  @Matches(...HOSTS) allowedHosts = '';
  @IsInt() @Min(0) @Max(65_535) sandboxPort = 8082;
  /** The mail server, which takes mails of EMAIL_PROVIDER=smtp; any free port where SANDBOX_PORT is 0. */
  @IsInt() @Min(0) @Max(65_535) sandboxSmtpPort = 8025;
  /** Milliseconds every answer of a provider is held back. */
  @IsInt() @Min(0) @Max(120_000) sandboxLatencyMs = 0;
  /** Share of provider calls, 0 to 1, that end in HTTP 500 with nothing taken. */
  @IsNumber() @Min(0) @Max(1) sandboxErrorRate = 0;
  /** Seed of the dice for the error rate: the same seed, the same run. */
  @IsInt() @Min(0) sandboxSeed = 1;
  /** Milliseconds before each status callback of a message. */
  @IsInt() @Min(0) @Max(3_600_000) sandboxCallbackDelayMs = 50;
  /** Share of status callbacks and events, 0 to 1, that are never posted. */
  @IsNumber() @Min(0) @Max(1) sandboxCallbackLoss = 0;
  /** How often each callback is posted, at once. */
  @IsInt() @Min(1) @Max(100) sandboxCallbackCopies = 1;
  /** The callbacks of a message come in any order. */
  @IsBoolean() sandboxCallbackShuffle = false;

  /** Where texts to the account's numbers go, with `#rc=4&rp=all` if they are to be tried again. Empty: the api, without. */
  @ValidateIf((s: SandboxSettings) => s.sandboxInboundUrl !== '')
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  sandboxInboundUrl = '';

  @IsNotEmpty() twilioAccountSid: string = SANDBOX_CREDENTIALS.twilioAccountSid;
  @IsNotEmpty() twilioAuthToken: string = SANDBOX_CREDENTIALS.twilioAuthToken;
  @IsNotEmpty() sendgridApiKey: string = SANDBOX_CREDENTIALS.sendgridApiKey;
  @IsNotEmpty() sesAccessKeyId: string = SANDBOX_CREDENTIALS.sesAccessKeyId;
  @IsNotEmpty() sesSecretAccessKey: string = SANDBOX_CREDENTIALS.sesSecretAccessKey;
  /** Of the topic that SES's events go to. Of several, separated by commas, the first. */
  @IsNotEmpty() sesTopicArns: string = SANDBOX_CREDENTIALS.sesTopicArn;
  /** With user and password: the login of the mail server. */
  @IsNotEmpty() smtpUrl: string = SANDBOX_CREDENTIALS.smtpUrl;
  /** Bounces of mails that came over SMTP are posted with it, as the api's inbound mail. */
  @IsString() sendgridInboundSecret = '';
  @IsNotEmpty() vonageApplicationId: string = SANDBOX_CREDENTIALS.vonageApplicationId;
  /** Whose tokens are taken: the private key of the application, since that is what the api has. */
  @IsNotEmpty() vonagePrivateKey: string = SANDBOX_CREDENTIALS.vonagePrivateKey;
  /** Signs Vonage's callbacks. Of several, separated by commas, the first. */
  @IsNotEmpty() vonageSignatureSecret: string = SANDBOX_CREDENTIALS.vonageSignatureSecret;
  /** Signs what the HTTP provider's other side says, and is what it takes signatures of. Of several, the first. */
  @IsNotEmpty() httpProviderSecret: string = SANDBOX_CREDENTIALS.httpProviderSecret;
  /** Who carries the texts that people write, where they do not say; Twilio for a provider that is not played here. */
  @IsString() smsProvider = 'twilio';
  /** Base64 PKCS #8 DER of a P-256 key. Empty: a key pair is made at boot. */
  sendgridWebhookPrivateKey = '';
  /** The api that SendGrid's and SES's events go to. Twilio's callbacks go where each message asks. */
  @IsBaseUrl()
  publicUrl = 'http://localhost:8080';

  /** What the account's numbers at a provider have at "A message comes in", overrides of the connection included. */
  inboundUrl(provider: string): string {
    return this.sandboxInboundUrl || `${this.publicUrl.replace(/\/$/, '')}/api/v1/webhooks/${provider}`;
  }

  static crossCheck(settings: SandboxSettings): string[] {
    const isUsable = settings.sendgridWebhookPrivateKey === '' || isP256(settings.sendgridWebhookPrivateKey);
    return isUsable ? [] : ['SENDGRID_WEBHOOK_PRIVATE_KEY must be the base64 PKCS #8 DER of a P-256 key'];
  }
}

function isP256(base64: string): boolean {
  try {
    const key = createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
