import { createHash, createHmac } from 'node:crypto';

/** A key of an IAM user or role, and where it counts. */
export interface AwsKey {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary keys; empty: the key is a lasting one. */
  sessionToken: string;
  region: string;
  /** As AWS names it in signatures: `ses`. */
  service: string;
}

/** What is signed of a request; it is sent just so. `url` has no query, and nothing to escape in its path. */
export interface AwsRequest {
  method: string;
  url: URL;
  /** With lower-case names; they are all signed. */
  headers: Record<string, string>;
  body: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * The headers of a request with its Signature Version 4: those given, `x-amz-date` (and the token of temporary keys), and
 * `Authorization`. AWS takes it for five minutes around `now`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function awsSignedHeaders(
  key: AwsKey,
  { method, url, headers, body }: AwsRequest,
  now: Date = new Date(),
): Record<string, string> {
  const time = `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const sent: Record<string, string> = {
    ...headers,
    'x-amz-date': time,
    ...(key.sessionToken !== '' && { 'x-amz-security-token': key.sessionToken }),
  };
  const signed = Object.entries({ ...sent, host: url.host }).sort(([one], [other]) => (one < other ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`).join('');
  const canonical = [method, url.pathname, '', lines, names, sha256(body)].join('\n');

  const day = time.slice(0, 8);
  const scope = `${day}/${key.region}/${key.service}/aws4_request`;
  const signingKey = [day, key.region, key.service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${key.secretAccessKey}`,
  );
  const signature = hmac(signingKey, [ALGORITHM, time, scope, sha256(canonical)].join('\n')).toString('hex');
  const credential = `${key.accessKeyId}/${scope}`;
  const Authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, Authorization };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
