import { isHtml, textOfHtml } from './html-text.js';

describe('isHtml', () => {
  it.each([
    '<p>Hello</p>',
    'Hello<br>World',
    'a <b class="x">b</b>',
    '<!DOCTYPE html><html></html>',
    '<hr/>',
  ])('takes %j for HTML', (body) => expect(isHtml(body)).toBe(true));
  it.each(['Hello', '1 < 2 and 3 > 2', 'I <3 you', 'Write to <a@b.example>', '<', 'a<b', '&amp;'])(
    'takes %j for text',
    (body) => expect(isHtml(body)).toBe(false),
  );
});

describe('textOfHtml', () => {
  it.each([
    ['<html><body>text with <a href="https://x.example">a link</a></body></html>', 'text with a link'],
    ['<p>One</p><p>Two &amp; three</p>', 'One\nTwo & three'],
    ['<style>p { color: red }</style><h1>Hi</h1>\n\n there<br/>you', 'Hi\nthere\nyou'],
    ['<!-- no --><script>alert("<b>")</script>', ''],
  ])('of %j is %j', (html, text) => expect(textOfHtml(html)).toBe(text));

  it('takes no longer than the text is long', () => {
    const started = performance.now();
    for (const part of ['<', '<style>', '<!--', ' \n', '<a ', '&amp;amp;']) textOfHtml(part.repeat(30_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
