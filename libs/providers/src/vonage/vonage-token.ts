import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto';

/** Vonage's own libraries make them for as long (docs: "JSON Web Tokens", default of `exp`). */
const LIFETIME_SECONDS = 900;
/** A token is made anew so long before its end: the clocks of two machines differ, and a call takes its time. */
const MARGIN_SECONDS = 300;

/**
 * The private key of a Vonage application: PEM, also with its line breaks written as `\n`, or in one line of base64, of the PEM
 * or of its DER (PKCS #8). @throws Error when it is no RSA key.
 */
export function vonagePrivateKey(text: string): KeyObject {
  const key = createPrivateKey(keyInput(text));
  if (key.asymmetricKeyType !== 'rsa') throw new Error('not an RSA key');
  return key;
}

function keyInput(text: string): Parameters<typeof createPrivateKey>[0] {
  const bytes = Buffer.from(text, 'base64');
  const pem = [text, bytes.toString('latin1')].find((each) => each.includes('-----BEGIN'));
  return pem === undefined ? { key: bytes, format: 'der', type: 'pkcs8' } : pem.replaceAll('\\n', '\n');
}

/**
 * The bearer tokens of an application: JWTs signed with RS256 that say `application_id`, `iat`, `exp` and `jti`. Each serves all
 * calls of ten minutes. Made here and not by `@vonage/jwt`, which writes the private key into its debug log.
 * https://developer.vonage.com/en/getting-started/concepts/authentication#json-web-tokens
 */
export class VonageToken {
  private token = '';
  private renewAt = 0;

  constructor(
    private readonly applicationId: string,
    private readonly key: KeyObject,
  ) {}

  current(now = Date.now()): string {
    const seconds = Math.floor(now / 1_000);
    // A clock that was set back would otherwise keep a token that is not valid yet.
    if (seconds >= this.renewAt || seconds < this.renewAt - LIFETIME_SECONDS) this.renew(seconds);
    return this.token;
  }

  private renew(iat: number): void {
    const claims = {
      application_id: this.applicationId,
      iat,
      exp: iat + LIFETIME_SECONDS,
      jti: randomUUID(),
    };
    const signed = [{ typ: 'JWT', alg: 'RS256' }, claims].map(encoded).join('.');
    this.token = `${signed}.${sign('sha256', Buffer.from(signed), this.key).toString('base64url')}`;
    this.renewAt = iat + LIFETIME_SECONDS - MARGIN_SECONDS;
  }
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
