import { HttpPeer } from '../../../http/src/testing/http-peer.js';
import { selfSigned } from '../../../http/src/testing/self-signed.js';
import { providerError } from '../outbound-message.fixture.js';
import { RetryableError, WebhookFormatError } from '../provider-errors.js';
import { CERTIFICATE_PATH, sesAt, SNS_PAIR, snsPost, TOPIC } from './ses-account.fixture.js';

let status: number;
let certificate: string;
let peer: HttpPeer;
beforeEach(async () => {
  [status, certificate] = [200, SNS_PAIR.cert];
  peer = await HttpPeer.start((response) => response.writeHead(status).end(certificate));
});
afterEach(() => peer.close());

const verified = (...given: Parameters<typeof snsPost>) => sesAt(peer.url).verifyWebhook(snsPost(...given));

describe('a message of SNS', () => {
  it.each(['1', '2'])('is believed with its signature of version %s', async (SignatureVersion) => {
    expect(await verified(peer.url, { SignatureVersion })).toBe(true);
    expect(await verified(peer.url, { SignatureVersion, Subject: 'Amazon SES Email Event' })).toBe(true);
    const confirmation = {
      Type: 'SubscriptionConfirmation',
      Token: 'abc',
      SubscribeURL: `${peer.url}/sns?Token=abc`,
    };
    expect(await verified(peer.url, { SignatureVersion, ...confirmation })).toBe(true);
  });

  it('is not believed after one of its signed fields was changed', async () => {
    const { rawBody, ...rest } = snsPost(peer.url, { Subject: 'Event' });
    const fields = JSON.parse(rawBody.toString()) as Record<string, string>;
    const provider = sesAt(peer.url);
    for (const field of ['Message', 'MessageId', 'Subject', 'Timestamp', 'Signature']) {
      const changed = { ...fields, [field]: field === 'Timestamp' ? new Date(1).toISOString() : 'another' };
      expect(await provider.verifyWebhook({ ...rest, rawBody: Buffer.from(JSON.stringify(changed)) })).toBe(
        false,
      );
    }
    expect(await provider.verifyWebhook({ ...rest, rawBody })).toBe(true);
  });

  it('is not believed by another key, or by one that signs otherwise', async () => {
    expect(await verified(peer.url, {}, selfSigned(1, 'rsa').key)).toBe(false);
    const elliptic = selfSigned(1);
    certificate = elliptic.cert;
    expect(await verified(peer.url, {}, elliptic.key)).toBe(false);
  });

  it('is not believed of another topic, in the header or in the body', async () => {
    const other = snsPost(peer.url, { TopicArn: `${TOPIC}-2` });
    expect(await sesAt(peer.url).verifyWebhook(other)).toBe(false);
    const headers = { 'x-amz-sns-topic-arn': TOPIC };
    expect(await sesAt(peer.url).verifyWebhook({ ...other, headers })).toBe(false);
    expect(peer.requests).toHaveLength(0);
  });

  it.each([
    'https://sns.eu-central-1.amazonaws.com.example.org',
    'https://sns.us-east-1.amazonaws.com',
    'http://sns.eu-central-1.amazonaws.com',
    'https://sns.eu-central-1.amazonaws.com:8443',
    'https://me@sns.eu-central-1.amazonaws.com',
    'https://example.org/?sns.eu-central-1.amazonaws.com',
    'file:///etc',
    '',
  ])('is not believed with a certificate at %s', async (origin) => {
    expect(await verified(origin)).toBe(false);
  });

  it('is not believed with a certificate of the sandbox where the real service is used', async () => {
    expect(await sesAt('').verifyWebhook(snsPost(peer.url))).toBe(false);
    expect(await sesAt('https://ses.example.org').verifyWebhook(snsPost('https://ses.example.org'))).toBe(
      false,
    );
    expect(peer.requests).toHaveLength(0);
  });

  it.each(['/x.pem', `${CERTIFICATE_PATH}?a=b`, '/SimpleNotificationService-/../x.pem'])(
    'is not believed with a certificate at %s',
    async (path) => {
      expect(await verified(peer.url, { SigningCertURL: peer.url + path })).toBe(false);
      expect(peer.requests).toHaveLength(0);
    },
  );

  it('is not believed once it is old', async () => {
    const Timestamp = new Date(Date.now() - 86_460_000).toISOString();
    expect(await verified(peer.url, { Timestamp })).toBe(false);
    expect(await verified(peer.url, { Timestamp: 'soon' })).toBe(false);
  });

  it('has its certificate fetched once', async () => {
    const provider = sesAt(peer.url);
    const posts = Array.from({ length: 20 }, () => provider.verifyWebhook(snsPost(peer.url)));
    expect(new Set(await Promise.all(posts))).toEqual(new Set([true]));
    expect(peer.requests).toHaveLength(1);
  });

  it('is known by its certificate however many others strangers name, who have a few asked for at once', async () => {
    const provider = sesAt(peer.url);
    expect(await provider.verifyWebhook(snsPost(peer.url))).toBe(true);
    status = 404;
    const forged = Array.from({ length: 30 }, (_, n) =>
      provider.verifyWebhook(
        snsPost(peer.url, { SigningCertURL: `${peer.url}/SimpleNotificationService-${n}.pem` }),
      ),
    );
    expect(await provider.verifyWebhook(snsPost(peer.url))).toBe(true);
    const ends = await Promise.allSettled(forged);
    expect(ends.filter((end) => end.status === 'fulfilled' && !end.value)).toHaveLength(16);
    expect(ends.filter((end) => end.status === 'rejected')).toHaveLength(14);
    expect(peer.requests).toHaveLength(17);
    expect(await provider.verifyWebhook(snsPost(peer.url))).toBe(true);
    expect(peer.requests).toHaveLength(17);
  });

  it('is to come again while its certificate cannot be had, which is asked for again', async () => {
    const provider = sesAt(peer.url);
    status = 503;
    const failed = provider.verifyWebhook(snsPost(peer.url));
    expect(await providerError(failed)).toBeInstanceOf(RetryableError);
    status = 404;
    expect(await provider.verifyWebhook(snsPost(peer.url))).toBe(false);
    status = 200;
    certificate = 'x'.repeat(64 * 1024);
    expect(await providerError(provider.verifyWebhook(snsPost(peer.url)))).toBeInstanceOf(RetryableError);
    certificate = SNS_PAIR.cert;
    expect(await provider.verifyWebhook(snsPost(peer.url))).toBe(true);
  });
});

describe('a subscription', () => {
  const offer = (SubscribeURL: string) =>
    snsPost(peer.url, { Type: 'SubscriptionConfirmation', Token: 'abc', SubscribeURL });

  it('is confirmed by a GET, and tells nothing else', async () => {
    const request = offer(`${peer.url}/sns?Action=ConfirmSubscription&Token=abc`);
    await sesAt(peer.url).confirmWebhook(request);
    expect(peer.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /sns?Action=ConfirmSubscription&Token=abc',
    ]);
    expect(sesAt(peer.url).parseWebhook(request)).toEqual([]);
  });

  it('is not confirmed elsewhere, nor for a notification', async () => {
    const error = await providerError(sesAt(peer.url).confirmWebhook(offer('https://example.org/')));
    expect(error.message).toContain('is not of SNS');
    await sesAt(peer.url).confirmWebhook(snsPost(peer.url));
    expect(peer.requests).toHaveLength(0);
  });

  it('is to be offered again when SNS does not answer well', async () => {
    status = 500;
    const error = await providerError(sesAt(peer.url).confirmWebhook(offer(`${peer.url}/sns`)));
    expect(error).toBeInstanceOf(RetryableError);
  });

  it('has to name its address', () => {
    const { rawBody, ...rest } = offer('x');
    const fields = JSON.parse(rawBody.toString()) as Record<string, string>;
    delete fields.SubscribeURL;
    const without = { ...rest, rawBody: Buffer.from(JSON.stringify(fields)) };
    expect(() => sesAt(peer.url).parseWebhook(without)).toThrow(WebhookFormatError);
  });
});
