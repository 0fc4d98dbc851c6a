import { awsSignedHeaders } from './aws-signature.js';

/** Of the test suite that AWS published for Signature Version 4. */
const KEY = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: '',
  region: 'us-east-1',
  service: 'service',
};
const URL_OF_SUITE = new URL('https://example.amazonaws.com/');
const NOW = new Date('2015-08-30T12:36:00Z');

const signatureOf = (headers: Record<string, string>) =>
  /Signature=(\w+)$/.exec(headers.Authorization ?? '')?.[1];

describe('Signature Version 4', () => {
  it.each([
    ['get-vanilla', 'GET', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', 'POST', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'post-x-www-form-urlencoded',
      'POST',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Param1=value1',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('is the one of AWS: %s', (_name, method, headers, body, signature) => {
    const signed = awsSignedHeaders(KEY, { method, url: URL_OF_SUITE, headers, body }, NOW);
    expect(signatureOf(signed)).toBe(signature);
    expect(signed['x-amz-date']).toBe('20150830T123600Z');
  });

  it('covers the token of temporary keys', () => {
    const request = { method: 'POST', url: URL_OF_SUITE, headers: {}, body: '' };
    const [one, other] = ['a-token', 'another'].map((sessionToken) =>
      awsSignedHeaders({ ...KEY, sessionToken }, request, NOW),
    );
    expect(one).toMatchObject({ 'x-amz-security-token': 'a-token' });
    expect(one?.Authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
    expect(signatureOf(one ?? {})).not.toBe(signatureOf(other ?? {}));
  });
});
