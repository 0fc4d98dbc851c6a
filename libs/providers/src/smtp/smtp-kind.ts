import { IsInt, IsString, Matches, Max, Min, ValidateBy } from 'class-validator';
import { OneOf, SANDBOX_CREDENTIALS } from '#config';
import { providerKind } from '../accounts/provider-kind.js';
import { SmtpProvider } from './smtp-provider.js';
import { isSmtpUrl } from './smtp-url.js';

/** Holds a setting to be the address of a mail server, or nothing. */
const IsSmtpUrl = () =>
  ValidateBy({
    name: 'isSmtpUrl',
    validator: {
      validate: (value: unknown) => value === '' || (typeof value === 'string' && isSmtpUrl(value)),
      defaultMessage: () =>
        'must be smtp://user:password@host:587, or smtps:// where TLS begins with the connection; what is special is percent-encoded',
    },
  });

/** A mail server. */
class SmtpAccount {
  /** With user and password, where it wants a login. */
  @IsString() @IsSmtpUrl() url = '';
  /** Whether neither a password nor a mail goes to it without TLS. Empty: in production only. */
  @OneOf(['', 'true', 'false']) requireTls: string = '';
  @IsInt() @Min(1) @Max(200) maxConnections = 20;
  /** Whose mails come to us, so that bounces go to an address of their own there. Empty: bounces go to the sender. */
  @Matches(/^$|^[a-z\d-]+(\.[a-z\d-]+)+$/i, { message: 'must be the name of a domain' }) bounceDomain = '';
}

/** Email by a mail server of one's own, or of whoever offers one. */
export const SMTP = providerKind<SmtpAccount>({
  name: 'smtp',
  channels: ['email'],
  Account: SmtpAccount,
  needs: ['url'],
  credentials: ['url'],
  secrets: ['url'],
  proofs: [],
  sandbox: { url: SANDBOX_CREDENTIALS.smtpUrl },
  // None: whose server it is, only its address says.
  real: /(?!)/,
  create: ({ requireTls, ...account }, { isProduction, mailSecrets, ...context }) =>
    new SmtpProvider({
      ...account,
      ...context,
      secrets: mailSecrets,
      requiresTls: requireTls === '' ? isProduction : requireTls === 'true',
    }),
});
