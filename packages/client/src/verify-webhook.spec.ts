import { Webhook } from 'standardwebhooks';
import { verifyWebhook, WebhookVerificationError } from './index.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const BODY = JSON.stringify({
  type: 'message.sent',
  timestamp: '2026-01-31T12:00:00.000Z',
  data: { id: 'ü' },
});

/** Signed by the public package, so that both sides cannot be wrong in the same way. */
function signed(secret = SECRET, at = new Date(), body = BODY): Record<string, string> {
  return {
    'webhook-id': 'event-1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('event-1', at, body),
  };
}

describe('verifyWebhook', () => {
  it.each([
    ["Node's headers and text", signed(), BODY],
    ["a request's headers and bytes", new Headers(signed()), Buffer.from(BODY)],
  ])('answers the event: %s', (_, headers, body) => {
    expect(verifyWebhook({ secret: SECRET, headers, body })).toEqual({
      ...(JSON.parse(BODY) as object),
      id: 'event-1',
    });
  });

  it('takes either of two secrets, and any of several signatures', () => {
    expect(verifyWebhook({ secret: [OTHER, SECRET], headers: signed(), body: BODY })).toBeDefined();
    const headers = signed();
    const both = `v2,abc v1,AAAA ${signed(OTHER)['webhook-signature']} ${headers['webhook-signature']}`;
    expect(
      verifyWebhook({ secret: SECRET, headers: { ...headers, 'webhook-signature': both }, body: BODY }),
    ).toBeDefined();
  });

  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
  it.each<[string, Record<string, string | undefined>, string]>([
    ['another secret', signed(OTHER), BODY],
    ['another body', signed(), BODY.replace('sent', 'failed')],
    ['another id', { ...signed(), 'webhook-id': 'event-2' }, BODY],
    ['an old one', signed(SECRET, ago(301)), BODY],
    ['one from the future', signed(SECRET, ago(-900)), BODY],
    [
      'an old one with a new time',
      { ...signed(SECRET, ago(301)), 'webhook-timestamp': signed()['webhook-timestamp'] },
      BODY,
    ],
    ['a time that is none', { ...signed(), 'webhook-timestamp': 'NaN' }, BODY],
    ['no signature', { ...signed(), 'webhook-signature': undefined }, BODY],
    ['an empty signature', { ...signed(), 'webhook-signature': 'v1,' }, BODY],
    [
      'a signature cut short',
      { ...signed(), 'webhook-signature': signed()['webhook-signature']?.slice(0, -4) },
      BODY,
    ],
    [
      'another version',
      { ...signed(), 'webhook-signature': signed()['webhook-signature']?.replace('v1', 'v2') },
      BODY,
    ],
  ])('refuses %s', (_, headers, body) => {
    expect(() => verifyWebhook({ secret: SECRET, headers, body })).toThrow(WebhookVerificationError);
  });
});
