import { IsBoolean, IsIn, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { ServiceSettings } from './service-settings.js';

/** Settings of the HTTP edge. */
export class ApiSettings extends ServiceSettings {
  @IsInt() @Min(0) @Max(65_535) port = 8080;

  /** How many messages a batch may hold. */
  @IsInt() @Min(1) @Max(10_000) batchMaxItems = 1_000;

  /** How long a request may take to arrive whole. */
  @IsInt() @Min(1) @Max(600) requestTimeoutSeconds = 30;
  /** Whose scripts may call from a browser. Empty: nobody's. */
  @Matches(/^(https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*)?$/, {
    message: 'must be origins separated by commas, such as https://app.example.com',
  })
  corsOrigins = '';

  /** Whether a request without an API key is refused. Empty: in production only. */
  @IsIn(['', 'true', 'false']) apiKeysRequired: string = '';

  get requiresApiKeys(): boolean {
    return this.apiKeysRequired === '' ? this.isProduction : this.apiKeysRequired === 'true';
  }
  /** Takes callbacks without a signature, for local trials. */
  @IsBoolean() webhookAllowUnsigned = false;
  /** In the address that SendGrid's Inbound Parse posts to. Empty: no mail is taken. */
  @IsString() sendgridInboundSecret = '';

  get origins(): string[] {
    return this.corsOrigins === '' ? [] : this.corsOrigins.split(',');
  }

  static override crossCheck(settings: ApiSettings, given: (property: string) => boolean): string[] {
    const problems = ServiceSettings.crossCheck(settings, given);
    if (settings.isProduction && settings.webhookAllowUnsigned)
      problems.push('WEBHOOK_ALLOW_UNSIGNED must be false in production');
    return problems;
  }
}
