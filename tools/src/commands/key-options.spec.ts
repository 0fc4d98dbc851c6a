import { keyName, keyRateLimit, keyScopes } from './key-options.js';

describe('the options of an API key', () => {
  it('are read', () => {
    expect(keyName('shop')).toBe('shop');
    expect(keyScopes('read, send')).toEqual(['send', 'read']);
    expect(keyRateLimit('0')).toBe(0);
  });

  it.each<[string, (text: string) => unknown, string, RegExp]>([
    ['an empty name', keyName, '', /1 to 100 letters/],
    ['a name with a line break', keyName, 'a\nb', /1 to 100 letters/],
    ['an id as name', keyName, '0190b1de-0000-7000-8000-000000000000', /no UUID/],
    ['no scopes', keyScopes, '', /one or more of/],
    ['an unknown scope', keyScopes, 'send,all', /one or more of/],
    ['a limit below zero', keyRateLimit, '-1', /whole number/],
  ])('refuse %s', (_, read, text, reason) => expect(() => read(text)).toThrow(reason));
});
