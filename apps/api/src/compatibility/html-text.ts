/** An opening, closing or empty element, a comment or a doctype: what a person writing plain text does not write. */
const MARKUP = /<(?:!doctype\s|!--|\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>)/i;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Whether a body without a declared type is HTML. `a < b`, `<a@b.example>` and `<3` are not. */
export function isHtml(body: string): boolean {
  return MARKUP.test(body);
}

/** Elements whose content nobody reads. */
const UNREAD = new Set(['style', 'script', 'head', 'title']);
/** Elements after which a line ends. */
const BLOCKS = new Set('br p div li tr h1 h2 h3 h4 h5 h6 table ul ol blockquote'.split(' '));

/**
 * What an HTML body says, for readers of plain text: blocks become lines, the rest of the markup goes. One walk, in a time
 * that grows with the length alone, whatever is left open.
 */
export function textOfHtml(html: string): string {
  // Of ASCII alone: lower case must not change where things stand.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const tag = /<(?:!--|(\/?)([a-z][a-z0-9]*)[^<>]*>|![^<>]*>)/g;
  let text = '';
  let from = 0;
  for (let found = tag.exec(lower); found !== null; found = tag.exec(lower)) {
    const [markup, closing, name = ''] = found;
    text += html.slice(from, found.index).replace(/\s+/g, ' ');
    from = tag.lastIndex = endOf(
      lower,
      tag.lastIndex,
      markup === '<!--' ? '-->' : closing ? null : closeOf(name),
    );
    if (BLOCKS.has(name) && (closing || name === 'br')) text += '\n';
  }
  text += html.slice(from).replace(/\s+/g, ' ');
  return text
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/gi, (_, name: string) => ENTITIES[name.toLowerCase()] as string)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function closeOf(name: string): string | null {
  return UNREAD.has(name) ? `</${name}` : null;
}

/** Where what begins here ends: before the next `close`, or behind it when it is a comment's; here without one. */
function endOf(lower: string, at: number, close: string | null): number {
  if (close === null) return at;
  const end = lower.indexOf(close, at);
  if (end < 0) return lower.length;
  return close === '-->' ? end + close.length : end;
}
