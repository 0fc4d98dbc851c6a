import { isHtml, textOfHtml } from './html-text.js';

describe('isHtml', () => {
  it.each([
    '<p>Hello</p>',
    'Hello<br>World',
    'a <b class="x">b</b>',
    '<!DOCTYPE html><html></html>',
    '<hr/>',
    'See <A HREF="https://x.example">this</A>',
    '<iframe src="https://x.example"></iframe>',
    '<DETAILS><summary>More</summary>text</DETAILS>',
    '<select><option>1</option></select>',
    '<script>1</script>text',
  ])('takes %j for HTML', (body) => expect(isHtml(body)).toBe(true));
  it.each([
    'Hello',
    '1 < 2 and 3 > 2',
    'I <3 you',
    'Write to <a@b.example>',
    'Dear <name>,',
    'Array<string>',
    '<',
    'a<b',
    '&amp;',
  ])('takes %j for text', (body) => expect(isHtml(body)).toBe(false));
});

describe('textOfHtml', () => {
  it.each([
    [
      '<html><body>text with <a href="https://x.example/?a=1&amp;b=2">a link</a></body></html>',
      'text with a link (https://x.example/?a=1&b=2)',
    ],
    ['<a href="https://x.example">https://x.example</a>', 'https://x.example'],
    ['<a href="#top">up</a> <a>none</a> <a href="javascript:alert(1)">run</a>', 'up none run'],
    ['<p>One</p><p>Two &amp; three</p>', 'One\n\nTwo & three'],
    ['don&rsquo;t pay 5&nbsp;&euro; &#8212; &#x2603;', 'don’t pay 5 € — ☃'],
    ['<style>p { color: red }</style><h1>Hi</h1>\n\n there<br/>you', 'Hi\nthere\nyou'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\n\nc'],
    ['<!-- no --><script>alert("<b>")</script>', ''],
    ['<p>left <b>open', 'left open'],
    ['said </p></div></style> after', 'said\n\nafter'],
  ])('of %j is %j', (html, text) => expect(textOfHtml(html)).toBe(text));

  it('takes no longer than the text is long', () => {
    const started = process.cpuUsage();
    const parts = ['<', '<style>', '<!--', ' \n', '<a ', '&amp;amp;', '<div>', '<table><tr><td>'];
    for (const part of [...parts, '<a href="https://x.example">x', '<a href=https://x.example>x</a>'])
      textOfHtml(part.repeat(Math.ceil(200_000 / part.length)));
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(3_000);
  });
});
