import { addressOf, mailboxes } from './mailboxes.js';

describe('mailboxes', () => {
  it.each<[string, string[]]>([
    ['a@b.example', ['a@b.example']],
    ['Jane <a@b.example>, c@d.example', ['Jane <a@b.example>', 'c@d.example']],
    ['"Doe, Jane" <a@b.example>', ['"Doe, Jane" <a@b.example>']],
    ['Doe, Jane <a@b.example>, x@y.example', ['Doe, Jane <a@b.example>', 'x@y.example']],
    ['"a \\" , b" <a@b.example>', ['"a \\" , b" <a@b.example>']],
    ['a@b.example (Jane, of (the) shop), c@d.example', ['a@b.example', 'c@d.example']],
    ['a@b.example (Jane, c@d.example', ['a@b.example (Jane', 'c@d.example']],
    ['Team: a@b.example, C <c@d.example>;', ['a@b.example', 'C <c@d.example>']],
    ['O"Brien <a@b.example>', ['O"Brien <a@b.example>']],
    ['undisclosed-recipients:;', []],
    ['<>', []],
    ['', []],
  ])('of %j', (list, found) => {
    expect(mailboxes(list)).toEqual(found);
  });

  it('have an address each', () => {
    expect(['Jane <a@b.example>', 'a@b.example'].map(addressOf)).toEqual(['a@b.example', 'a@b.example']);
  });
});
