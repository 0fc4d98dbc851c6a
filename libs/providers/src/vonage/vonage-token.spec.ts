import { createPrivateKey } from 'node:crypto';
import { VONAGE_ACCOUNT } from './vonage-account.fixture.js';
import { VonageToken } from './vonage-token.js';

const START = 1_800_000_000_000;

describe('VonageToken', () => {
  const tokens = new VonageToken('app', createPrivateKey(VONAGE_ACCOUNT.privateKey));
  const at = (seconds: number) => {
    const [, claims = ''] = tokens.current(START + seconds * 1_000).split('.');
    return JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number; jti: string };
  };

  it('is made anew well before it ends, and not for each call', () => {
    const first = at(0);
    expect(at(599)).toEqual(first);
    const second = at(600);
    expect(second.iat).toBe(START / 1_000 + 600);
    expect(second.jti).not.toBe(first.jti);
  });

  it('is made anew when the clock was set back', () => {
    at(10_000);
    expect(at(5_000).iat).toBe(START / 1_000 + 5_000);
  });
});
