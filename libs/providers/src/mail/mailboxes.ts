const CLOSING: Record<string, string> = { '"': '"', '<': '>', '(': ')' };

/**
 * The mailboxes of an address list (RFC 5322, 3.4), each as it is written: `a@b` or `name <a@b>`. Names of groups and comments
 * are left out, and what has no @ is the begin of the next one's name: programs write names with commas without quotes.
 */
export function mailboxes(list: string): string[] {
  const found: string[] = [];
  let before = '';
  for (const piece of piecesOf(list)) {
    const text = [before, piece].filter((part) => part !== '').join(', ');
    before = text.includes('@') ? '' : text;
    if (before === '') found.push(text);
  }
  return found;
}

/** The address of a mailbox, without the name. */
export function addressOf(mailbox: string): string {
  return (/<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox).trim();
}

/** What stands between commas, outside of quotes, angle brackets and comments; what opens and never closes is a character. */
function piecesOf(list: string): string[] {
  const pieces: string[] = [];
  const closed = Object.fromEntries(Object.values(CLOSING).map((each) => [each, list.lastIndexOf(each)]));
  let piece = '';
  let until = '';
  let depth = 0;
  for (let at = 0; at < list.length; at += 1) {
    let text = list[at] as string;
    const inside = until !== '';
    if (inside && until !== '>' && text === '\\') text = list.slice(at, (at += 1) + 1);
    else if (inside && text === until) depth -= 1;
    else if (until === ')' && text === '(') depth += 1;
    else if (!inside && at < (closed[CLOSING[text] ?? ''] ?? -1)) {
      until = CLOSING[text] as string;
      depth = 1;
    } else if (!inside && (text === ',' || text === ';' || text === ':')) {
      if (text !== ':') pieces.push(piece.trim());
      piece = text = '';
    }
    if (until !== ')') piece += text;
    if (depth === 0) until = '';
  }
  return [...pieces, piece.trim()].filter((each) => each !== '');
}
