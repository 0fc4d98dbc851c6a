import { twilioRetries } from './retry-policy.js';

const ENDS = [403, 503, 'not connected', 'no answer'] as const;
const tried = (fragment: string) =>
  ENDS.filter((end) => twilioRetries(`http://a/b?c=d${fragment}`).retries(end));

describe('how Twilio tries a callback', () => {
  it.each([
    ['', ['not connected']],
    ['#rc=4', ['not connected']],
    ['#rp=all', [...ENDS]],
    ['#rp=5xx', [503]],
    ['#rc=2&rp=4xx,rt', [403, 'no answer']],
    ['#rp=ct,5xx', [503, 'not connected']],
  ])('with the fragment "%s" again after %j', (fragment, ends) => {
    expect(tried(fragment)).toEqual(ends);
    expect(twilioRetries(`http://a/b${fragment}`).retries(200)).toBe(false);
  });

  it('takes times and the number of retries from there, within their limits', () => {
    expect(twilioRetries('http://a/b#ct=200&rt=300&tt=4000&rc=5')).toMatchObject({
      connectMs: 200,
      readMs: 300,
      giveUpAfterMs: 4_000,
      maxRetries: 5,
    });
    expect(twilioRetries('http://a/b#ct=1&rt=99999&tt=x&rc=6')).toMatchObject({
      connectMs: 5_000,
      readMs: 15_000,
      giveUpAfterMs: 15_000,
      maxRetries: 1,
    });
  });
});
