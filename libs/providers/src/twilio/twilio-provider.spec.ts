import { randomBytes } from 'node:crypto';
import { HttpPeer, json } from '../../../http/src/testing/http-peer.js';
import { MESSAGE_ID, outbound, providerError } from '../outbound-message.fixture.js';
import {
  AccountError,
  LimitError,
  PermanentError,
  RetryableError,
  UnknownOutcomeError,
} from '../provider-errors.js';
import { TwilioProvider } from './twilio-provider.js';

const SID = 'SM0123456789abcdef0123456789abcdef';
const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
const TOKEN = randomBytes(16).toString('hex');
const OPTIONS = {
  accountSid: ACCOUNT,
  authToken: TOKEN,
  publicUrl: 'https://sendstream.example/base/',
  timeoutMs: 2_000,
  maxSockets: 10,
};

let peer: HttpPeer;
afterEach(() => peer.close());

async function provider(answer: Parameters<typeof HttpPeer.start>[0], options = {}): Promise<TwilioProvider> {
  peer = await HttpPeer.start(answer);
  return new TwilioProvider({ ...OPTIONS, baseUrl: peer.url, ...options });
}

function refusing(status: number, body: unknown, headers = {}) {
  return provider((response) => json(response, status, body, headers));
}

describe('TwilioProvider.send', () => {
  it('asks as Twilio documents it, with a callback that carries our id', async () => {
    const twilio = await provider((response) => json(response, 201, { sid: SID, status: 'queued' }));
    expect(await twilio.send(outbound())).toEqual({ providerMessageId: SID, httpStatus: 201 });

    expect(peer.requests).toHaveLength(1);
    const [request] = peer.requests;
    expect(request).toMatchObject({ method: 'POST', url: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json` });
    expect(request?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect([...new URLSearchParams(request?.body)]).toEqual([
      ['To', '+15558675310'],
      [
        'StatusCallback',
        `https://sendstream.example/base/api/v1/webhooks/twilio?message_id=${MESSAGE_ID}#rc=4&rp=all`,
      ],
      ['From', '+15557122661'],
      ['Body', 'Your code is 4711 & counting: größe 👍'],
    ]);
  });

  it('gives every medium of an mms, and no empty body', async () => {
    const twilio = await provider((response) => json(response, 201, { sid: SID }));
    const attachments = ['https://example.org/a.png?x=1&y=2', 'https://example.org/b.png'];
    await twilio.send(outbound({ channel: 'mms', body: '', attachments }));
    const form = new URLSearchParams(peer.requests[0]?.body);
    expect(form.getAll('MediaUrl')).toEqual(attachments);
    expect(form.has('Body')).toBe(false);
  });

  it.each([
    [90_500, '90'],
    [400, '1'],
    [-5_000, '1'],
    [86_400_000, '36000'],
  ])('tells how long a message may wait: %d ms are %s s', async (leftMs, seconds) => {
    const twilio = await provider((response) => json(response, 201, { sid: SID }));
    await twilio.send(outbound({ expiresAt: new Date(Date.now() + leftMs) }));
    expect(new URLSearchParams(peer.requests[0]?.body).get('ValidityPeriod')).toBe(seconds);
  });

  it('keeps the path of a base URL', async () => {
    peer = await HttpPeer.start((response) => json(response, 201, { sid: SID }));
    await new TwilioProvider({ ...OPTIONS, baseUrl: `${peer.url}/twilio/` }).send(outbound());
    expect(peer.requests[0]?.url).toBe(`/twilio/2010-04-01/Accounts/${ACCOUNT}/Messages.json`);
  });

  it('sends one after another over one connection', async () => {
    const twilio = await provider((response) => json(response, 201, { sid: SID }));
    for (let count = 0; count < 4; count += 1) await twilio.send(outbound());
    expect(peer.requests).toHaveLength(4);
    expect(peer.connections).toBe(1);
  });

  describe('is refused for good', () => {
    it.each([
      [400, 21211, "The 'To' number +15558675310 is not a valid phone number."],
      [400, 21610, 'Attempt to send to unsubscribed recipient'],
      [403, 21408, 'Permission to send an SMS has not been enabled for the region'],
      [403, 21606, 'The From phone number is not yours'],
      [400, 21659, 'The From is no number of Twilio'],
    ])('%d with code %d', async (status, code, message) => {
      const twilio = await refusing(status, { code, message, more_info: '', status });
      const error = await providerError(twilio.send(outbound()));
      expect(error).toBeInstanceOf(PermanentError);
      expect(error).toMatchObject({ provider: 'twilio', code: String(code), message, httpStatus: status });
      expect(peer.requests).toHaveLength(1);
    });

    it('400 from something that is not Twilio', async () => {
      const twilio = await provider((response) => response.writeHead(400).end('<html>Bad Request</html>'));
      const error = await providerError(twilio.send(outbound()));
      expect(error).toBeInstanceOf(PermanentError);
      expect(error).toMatchObject({ code: null, message: 'HTTP 400', httpStatus: 400 });
    });
  });

  describe('may try again', () => {
    it.each([
      [429, 20429, {}, null],
      [429, 20429, { 'Retry-After': '7' }, 7_000],
      [500, 20500, {}, null],
      [503, 20503, { 'Retry-After': '2' }, 2_000],
      [502, undefined, {}, null],
      [408, undefined, {}, null],
      [307, undefined, { Location: 'https://elsewhere.example/' }, null],
      [400, 21611, {}, null],
    ])('%d with code %p, headers %p', async (status, code, headers, retryAfterMs) => {
      const twilio = await refusing(status, { code, message: 'Later' }, headers);
      const error = await providerError(twilio.send(outbound()));
      expect(error).toBeInstanceOf(RetryableError);
      expect(error).toMatchObject({
        code: code ? String(code) : null,
        message: 'Later',
        httpStatus: status,
        retryAfterMs,
      });
      expect(peer.requests).toHaveLength(1);
    });

    it('429 with a date', async () => {
      const at = new Date(Date.now() + 60_000).toUTCString();
      const twilio = await refusing(
        429,
        { code: 20429, message: 'Too Many Requests' },
        { 'Retry-After': at },
      );
      const { retryAfterMs } = (await providerError(twilio.send(outbound()))) as RetryableError;
      expect(retryAfterMs).toBeGreaterThan(55_000);
      expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    });

    it.each([
      [401, { code: 20003, message: 'Authenticate' }, /TWILIO_AUTH_TOKEN/],
      [400, { code: 20003, message: 'Authenticate' }, /TWILIO_AUTH_TOKEN/],
      [401, 'Unauthorized by a proxy', /TWILIO_AUTH_TOKEN/],
      [403, { code: 20005, message: 'Account not active' }, /balance/],
      [400, { code: 90010, message: 'Account is not active' }, /balance/],
      [400, { code: 30002, message: 'Account suspended' }, /balance/],
      [402, {}, /balance/],
      [404, { code: 20404, message: 'The requested resource was not found' }, /TWILIO_ACCOUNT_SID/],
      [301, '<html>Moved</html>', /TWILIO_BASE_URL/],
      [405, 'Not Allowed', /TWILIO_BASE_URL/],
      [403, 'Forbidden by a proxy', /may do/],
      [429, { code: 63038, message: 'Account exceeded the daily messages limit' }, /limit/],
    ])('%d %p: once the operator has mended it', async (status, body, remedy) => {
      const twilio = await refusing(status, body);
      const error = await providerError(twilio.send(outbound()));
      expect(error).toBeInstanceOf(AccountError);
      expect((error as AccountError).problem.remedy).toMatch(remedy);
    });

    it.each([
      [429, 20429, 'account'],
      [429, 21611, 'sender'],
      [400, 21611, 'sender'],
      [429, 30001, 'sender'],
      [400, 14107, 'sender'],
      [429, undefined, 'account'],
    ])('%d with code %p: when there is room again for its %s', async (status, code, of) => {
      const twilio = await refusing(status, { code, message: 'Later' });
      const error = await providerError(twilio.send(outbound()));
      expect(error).toBeInstanceOf(LimitError);
      expect(error).toMatchObject({ of });
    });

    it('a refused connection', async () => {
      const twilio = await refusing(201, {});
      await peer.close();
      const error = await providerError(twilio.send(outbound()));
      expect(error).toBeInstanceOf(RetryableError);
      expect(error).toMatchObject({ code: 'ECONNREFUSED', httpStatus: null, retryAfterMs: null });
    });

    it('a base URL that promises TLS and speaks none', async () => {
      peer = await HttpPeer.start((response) => json(response, 201, { sid: SID }));
      const baseUrl = peer.url.replace('http:', 'https:');
      const error = await providerError(new TwilioProvider({ ...OPTIONS, baseUrl }).send(outbound()));
      expect(error).toBeInstanceOf(RetryableError);
      expect(peer.requests).toHaveLength(0);
    });
  });

  describe('cannot know', () => {
    it.each([
      ['no answer in time', (): void => undefined, 'timeout'],
      ['a cut connection', (response: { destroy(): unknown }) => response.destroy(), 'ECONNRESET'],
    ])('%s', async (_, answer, code) => {
      const twilio = await provider(answer, { timeoutMs: 200 });
      const error = await providerError(twilio.send(outbound()));
      expect(error).toBeInstanceOf(UnknownOutcomeError);
      expect(error).toMatchObject({ provider: 'twilio', code, httpStatus: null });
      expect(peer.requests).toHaveLength(1);
    });

    it.each([
      ['<html>Welcome</html>'],
      ['{"sid":'],
      [''],
      ['[]'],
      ['null'],
      ['{}'],
      ['{"sid":null}'],
      ['{"sid":"a b"}'],
      ['{"sid":7.5}'],
    ])('a 201 with the body %p', async (body) => {
      const twilio = await provider((response) => response.writeHead(201).end(body));
      const error = await providerError(twilio.send(outbound()));
      expect(error).toBeInstanceOf(UnknownOutcomeError);
      expect(error).toMatchObject({ code: 'unreadable_answer', httpStatus: 201 });
    });

    it("a 504: a gateway's word that nobody answered it", async () => {
      const twilio = await provider((response) => response.writeHead(504).end('upstream timed out'));
      expect(await providerError(twilio.send(outbound()))).toBeInstanceOf(UnknownOutcomeError);
    });
  });

  it('tells neither credentials nor text in an error', async () => {
    const answers = [
      (response: Parameters<Parameters<typeof HttpPeer.start>[0]>[0]) => response.writeHead(500).end(TOKEN),
      (response: Parameters<Parameters<typeof HttpPeer.start>[0]>[0]) => response.writeHead(201).end(TOKEN),
      (response: Parameters<Parameters<typeof HttpPeer.start>[0]>[0]) => response.destroy(),
    ];
    for (const answer of answers) {
      const twilio = await provider(answer);
      const error = await providerError(twilio.send(outbound()));
      await peer.close();
      const told = JSON.stringify(error) + error.message + error.stack + String(error.cause);
      expect(told).not.toContain(TOKEN);
      expect(told).not.toContain('4711');
    }
  });
});
