import { keyCommand } from './key-command.js';

describe('the command line of npm run api-key', () => {
  it('says what a key may do, and how often', () => {
    const create = ['create', '--name', 'shop', '--scopes'];
    expect(keyCommand([...create, 'read, send'])).toEqual({
      command: 'create',
      name: 'shop',
      scopes: ['send', 'read'],
      rateLimit: null,
    });
    expect(keyCommand([...create, 'admin', '--rate-limit', '0'])).toMatchObject({ rateLimit: 0 });
    expect(keyCommand(['revoke', 'shop'])).toEqual({ command: 'revoke', idOrName: 'shop' });
    expect(keyCommand(['list'])).toEqual({ command: 'list' });
  });

  it.each([
    ['nothing', [], /What is to be done/],
    ['an unknown command', ['delete'], /no command delete/],
    ['an unknown option', ['list', '--json'], /--json/],
    ['no name', ['create', '--scopes', 'send'], /--name must be/],
    ['a name with a line break', ['create', '--name', 'a\nb', '--scopes', 'send'], /--name must be/],
    [
      'an id as name',
      ['create', '--name', '0190b1de-0000-7000-8000-000000000000', '--scopes', 'send'],
      /no UUID/,
    ],
    ['no scopes', ['create', '--name', 'a'], /--scopes must be/],
    ['an unknown scope', ['create', '--name', 'a', '--scopes', 'send,all'], /--scopes must be/],
    [
      'a limit below zero',
      ['create', '--name', 'a', '--scopes', 'send', '--rate-limit=-1'],
      /--rate-limit must be/,
    ],
    ['nobody to revoke', ['revoke'], /Which key/],
  ])('refuses %s', (_, args, reason) => expect(() => keyCommand(args)).toThrow(reason));
});
