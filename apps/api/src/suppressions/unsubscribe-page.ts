import { createHash } from 'node:crypto';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:4rem auto;max-width:32rem;padding:0 1.5rem}button{font:inherit;padding:.5rem 1rem}';

/** Nothing but this style, and a form to this very service. */
export const UNSUBSCRIBE_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Asks; the button posts to the address of the page itself. */
export function unsubscribePage(sender: string): string {
  return page(
    'Unsubscribe',
    `<p>You will get no further mail from <strong>${escapeHtml(sender)}</strong>.</p>
  <form method="post"><button name="List-Unsubscribe" value="One-Click">Unsubscribe</button></form>`,
  );
}

export function unsubscribedPage(sender: string): string {
  return page('Unsubscribed', `<p>You get no further mail from <strong>${escapeHtml(sender)}</strong>.</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <style>${STYLE}</style>
</head>
<body>
  <h1>${title}</h1>
  ${content}
</body>
</html>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}
