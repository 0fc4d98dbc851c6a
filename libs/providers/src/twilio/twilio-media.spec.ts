import { HttpClient } from '#http';
import { HttpPeer } from '../../../http/src/testing/http-peer.js';
import { isAccountMedia, readMedia } from './twilio-media.js';
import { readInbound } from './twilio-inbound.js';

const ACCOUNT = `AC${'a1'.repeat(16)}`;
const MESSAGE = `MM${'b2'.repeat(16)}`;
const MEDIUM = `ME${'c3'.repeat(16)}`;
const path = `/2010-04-01/Accounts/${ACCOUNT}/Messages/${MESSAGE}/Media/${MEDIUM}`;
const origin = 'https://api.twilio.com';

const FOREIGN = [
  `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`,
  `/2010-04-01/Accounts/${ACCOUNT}.json`,
  `/2010-04-01/Accounts/AC${'f0'.repeat(16)}/Messages/${MESSAGE}/Media/${MEDIUM}`,
  `/2010-04-01/Accounts/${ACCOUNT}/Messages/${MESSAGE}/Media`,
  `${path}.json`,
  `${path}/../../../../Keys.json`,
  `${path}/%2e%2e/x`,
  `${path}%2F..%2Fx`,
  `${path}?x=1`,
  `${path}#x`,
  `${path}/`,
  `/v1${path}`,
  `//evil.example${path}`,
];

describe('isAccountMedia', () => {
  it('knows the documented path', () => {
    expect(isAccountMedia(`${origin}${path}`, ACCOUNT)).toBe(true);
    expect(isAccountMedia(`${origin}${path.replace('/MM', '/SM')}`, ACCOUNT)).toBe(true);
  });

  it.each([
    ...FOREIGN.slice(0, -1).map((each) => `${origin}${each}`),
    `https://a:b@api.twilio.com${path}`,
    'x',
    '',
  ])('knows that this is none: %s', (address) => expect(isAccountMedia(address, ACCOUNT)).toBe(false));
});

describe('readMedia', () => {
  let peer: HttpPeer;
  beforeEach(async () => {
    peer = await HttpPeer.start((response) => {
      response.writeHead(200, { 'Content-Type': 'image/png' }).end('x');
    });
  });
  const http = new HttpClient();
  afterEach(async () => {
    http.close();
    await peer.close();
  });

  it("asks for media alone with the account's credentials", async () => {
    const credentials = { username: ACCOUNT, password: 'x' };
    const access = {
      accountSid: ACCOUNT,
      credentials,
      baseUrl: peer.url,
      timeoutMs: 1_000,
      provider: 'twilio',
    };
    for (const each of FOREIGN) expect(await readMedia(`${peer.url}${each}`, access, http)).toBeNull();
    expect(peer.requests).toEqual([]);
    const media = await readMedia(`${peer.url}${path}`, access, http);
    media?.content.destroy();
    expect(peer.requests.map(({ url }) => url)).toEqual([path]);
  });
});

describe('readInbound', () => {
  it('keeps a text whose media are not where Twilio has media, without them', () => {
    const fields = new Map(
      Object.entries({
        MessageSid: MESSAGE,
        From: '+15559876543',
        To: '+15551234567',
        Body: 'Look',
        NumMedia: '2',
        MediaUrl0: `${origin}/2010-04-01/Accounts/${ACCOUNT}/Messages.json`,
        MediaUrl1: `${origin}${path}`,
        MediaContentType1: 'image/png',
      }),
    );
    const { inbound } = readInbound(fields, ACCOUNT);
    expect(inbound).toMatchObject({
      body: 'Look',
      attachments: [{ url: `${origin}${path}`, contentType: 'image/png' }],
    });
  });
});
