import { Parser } from 'htmlparser2';

/** What people put into mails. A word in angle brackets that is none of these is text: `Dear <name>`. */
const ELEMENTS =
  'a abbr acronym address article aside audio b bdi bdo big blockquote body br button canvas caption center ' +
  'cite code col colgroup datalist dd del details dfn div dl dt em fieldset figcaption figure font footer form ' +
  'frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main mark meta nav ' +
  'nobr noscript ol optgroup p picture pre q ruby s samp script section select small span strike strong style ' +
  'sub sup svg table tbody td textarea tfoot th thead time title tr tt u ul var video wbr';
/** An opening, closing or empty element, a comment or a doctype: what a person writing plain text does not write. */
const MARKUP = new RegExp(
  `<(?:!doctype\\s|!--|/?(?:${ELEMENTS.replaceAll(' ', '|')})(?:\\s[^<>]*)?/?>)`,
  'i',
);

/** Whether a body without a declared type is HTML. `a < b`, `<a@b.example>`, `<name>` and `<3` are not. */
export function isHtml(body: string): boolean {
  return MARKUP.test(body);
}

/** Elements whose content nobody reads. */
const UNREAD = new Set(['style', 'script', 'head', 'title', 'svg']);
/** Elements that begin and end a line. */
const BLOCKS = new Set(
  'blockquote dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul'.split(
    ' ',
  ),
);

/**
 * What an HTML body says, for readers of plain text: blocks become lines, a link is followed by its address, the rest of
 * the markup goes. One walk without recursion, in a time that grows with the length alone, whatever is left open.
 */
export function textOfHtml(html: string): string {
  const text: string[] = [];
  // A link inside a link is not HTML, so the last one counts; that also keeps each text from being read twice.
  let link: { href: string; from: number } | undefined;
  let unread = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      if (UNREAD.has(name)) unread += 1;
      if (BLOCKS.has(name) || name === 'br') text.push('\n');
      if (name === 'td' || name === 'th') text.push(' ');
    },
    onopentag: (name, { href = '' }) => {
      if (name === 'a') link = { href: href.trim(), from: text.length };
    },
    ontext: (said) => {
      if (unread === 0) text.push(said.replace(/\s+/g, ' '));
    },
    onclosetag: (name) => {
      if (UNREAD.has(name)) unread -= 1;
      if (BLOCKS.has(name)) text.push('\n');
      if (name !== 'a' || !link) return;
      if (isWorthSaying(link.href, text.slice(link.from).join(''))) text.push(` (${link.href})`);
      link = undefined;
    },
  });
  parser.end(html);
  return tidy(text.join(''));
}

/** An address that its link does not show already, and that leads somewhere outside the mail. */
function isWorthSaying(href: string, shown: string): boolean {
  return /^https?:/i.test(href) && !shown.includes(href);
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
