import { createHmac } from 'node:crypto';
import type { WebhookRequest } from '../message-provider.js';
import { isSignedByTwilio } from './twilio-signature.js';

const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';
const TOKEN = 'a-token';
const URL =
  'https://sendstream.example/api/v1/webhooks/twilio?message_id=01980a5c-7e1f-7cc3-98c4-dc0c0c07398f';
const BODY =
  'SmsSid=SM1&MessageStatus=delivered&MessageSid=SM1&From=%2B15557122661&Body=gr%C3%B6%C3%9Fe+%26+more';

/** Twilio, "Webhooks security": the URL, then each field's name and value in the order of names, HMAC-SHA1, base64. */
function signatureOf(url: string, fields: [string, string][], token = TOKEN): string {
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHmac('sha1', token)
    .update(url + sorted.flat().join(''))
    .digest('base64');
}

function request(
  changes: { url?: string; body?: string; signature?: string; type?: string } = {},
): WebhookRequest {
  const { url = URL, body = BODY, type = FORM } = changes;
  const signature = changes.signature ?? signatureOf(URL, [...new URLSearchParams(BODY)]);
  return {
    url,
    rawBody: Buffer.from(body),
    headers: { 'content-type': type, 'x-twilio-signature': signature },
  };
}

describe('isSignedByTwilio', () => {
  // Twilio's own example: twilio-samples/api-snippets, security/signature_validation.
  const example = {
    url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
    body: 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212',
    signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  };

  it("takes Twilio's own example, whatever the order of its fields", () => {
    expect(isSignedByTwilio('12345', request(example))).toBe(true);
    const reordered = example.body.split('&').reverse().join('&');
    expect(isSignedByTwilio('12345', request({ ...example, body: reordered }))).toBe(true);
    expect(isSignedByTwilio('12346', request(example))).toBe(false);
  });

  // twilio-node, spec/validation.spec.js: a JSON body, its hash in the signed URL.
  it("takes the SDK tests' example of a body signed by its hash", () => {
    const hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
    const json = {
      url: `https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=${hash}`,
      body: '{"property": "value", "boolean": true}',
      signature: 'a9nBmqA0ju/hNViExpshrM61xv4=',
      type: 'application/json',
    };
    expect(isSignedByTwilio('12345', request(json))).toBe(true);
    expect(
      isSignedByTwilio('12345', request({ ...json, body: '{"property": "value", "boolean": false}' })),
    ).toBe(false);
    expect(isSignedByTwilio('12345', request({ ...json, type: FORM }))).toBe(false);
  });

  it('takes a status callback, its text as UTF-8', () => {
    expect(isSignedByTwilio(TOKEN, request())).toBe(true);
  });

  it('takes an address signed with its standard port, or without', () => {
    const withPort = URL.replace('.example/', '.example:443/');
    const fields = [...new URLSearchParams(BODY)] as [string, string][];
    expect(isSignedByTwilio(TOKEN, request({ signature: signatureOf(withPort, fields) }))).toBe(true);
    expect(isSignedByTwilio(TOKEN, request({ url: withPort }))).toBe(true);
  });

  it('takes a field that comes twice, with both values', () => {
    const body = 'MediaUrl=b&MediaUrl=a&MessageSid=SM1';
    const signature = signatureOf(URL, [
      ['MediaUrl', 'a'],
      ['MediaUrl', 'b'],
      ['MessageSid', 'SM1'],
    ]);
    expect(isSignedByTwilio(TOKEN, request({ body, signature }))).toBe(true);
    expect(isSignedByTwilio(TOKEN, request({ body: 'MediaUrl=a&MessageSid=SM1', signature }))).toBe(false);
  });

  it('is not misled by fields named after properties of objects', () => {
    const body = '__proto__=x&constructor=y&MessageSid=SM1';
    const signature = signatureOf(URL, [
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['MessageSid', 'SM1'],
    ]);
    expect(isSignedByTwilio(TOKEN, request({ body, signature }))).toBe(true);
    expect(isSignedByTwilio(TOKEN, request({ body: 'MessageSid=SM1', signature }))).toBe(false);
  });

  it.each([
    ['another message id', { url: URL.replace('98f', '98e') }],
    ['another path', { url: URL.replace('/api/', '/Api/') }],
    ['another host', { url: URL.replace('sendstream.example', 'sendstream.example.org') }],
    ['http for https', { url: URL.replace('https', 'http') }],
    ['no query', { url: URL.split('?')[0] as string }],
    ['another status', { body: BODY.replace('delivered', 'failed') }],
    ['a field more', { body: `${BODY}&ErrorCode=30003` }],
    ['a field less', { body: BODY.replace('SmsSid=SM1&', '') }],
    [
      'a value moved into a name',
      { body: BODY.replace('MessageStatus=delivered', 'MessageStatusd=elivered') + '&' },
    ],
    ['an empty body', { body: '' }],
    ['a huge body', { body: 'a=&'.repeat(1_000_000) }],
    ['an empty signature', { signature: '' }],
    ['a short signature', { signature: 'RSOYDt4T1cUTdK1PDd93' }],
    ['a huge signature', { signature: 'A'.repeat(100_000) }],
    ['no base64', { signature: '\u0000ÿ☃' }],
    ['the content type of JSON', { type: 'application/json' }],
    ['an address that is none', { url: 'not a url', signature: 'x' }],
  ])('refuses %s', (what, changes) => {
    // The scheme "name+value" cannot tell "MessageStatus"+"delivered" from "MessageStatusd"+"elivered".
    const expected = what === 'a value moved into a name';
    expect(isSignedByTwilio(TOKEN, request(changes))).toBe(expected);
  });

  it('refuses everything without a token or without the header', () => {
    expect(
      isSignedByTwilio('', request({ signature: signatureOf(URL, [...new URLSearchParams(BODY)], '') })),
    ).toBe(false);
    expect(isSignedByTwilio(TOKEN, { ...request(), headers: {} })).toBe(false);
  });

  it('refuses each of 2,000 one-byte changes of URL, body or signature', () => {
    const { headers } = request();
    const whole = { url: URL, body: BODY, signature: headers['x-twilio-signature'] as string };
    let admitted = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const part = (['url', 'body', 'signature'] as const)[round % 3] as keyof typeof whole;
      const text = whole[part];
      const at = (round * 7919) % text.length;
      const other = String.fromCharCode(33 + ((text.charCodeAt(at) - 33 + 1 + (round % 90)) % 94));
      // Characters that mean the same in a form or base64's unused bits are no change.
      if (other === text[at] || text[at] === '+' || text[at] === '%' || other === '%' || other === '#')
        continue;
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      if (isSignedByTwilio(TOKEN, request({ ...whole, [part]: changed }))) admitted += 1;
    }
    expect(admitted).toBe(0);
  });
});
