import type { OutboundMessage } from '../message-provider.js';

/** What the other side is asked to send, as docs/providers/http.md describes it. `callbackUrl`: where it tells us of it. */
export function httpMessage(message: OutboundMessage, callbackUrl: string): Record<string, unknown> {
  const { id, channel, from, to, body, attachments, expiresAt } = message;
  const common = { id, channel, from, to, body };
  const more = {
    attachments,
    expires_at: expiresAt?.toISOString() ?? null,
    callback_url: callbackUrl,
  };
  if (channel !== 'email') return { type: 'message.send', message: { ...common, ...more } };
  const { subject, html, cc, bcc, replyTo, unsubscribeUrl = null, files = [] } = message;
  const mail = { subject, html, cc, bcc, reply_to: replyTo, unsubscribe_url: unsubscribeUrl };
  const contents = files.map(({ filename, contentType, size, content }) => ({
    filename,
    content_type: contentType,
    size,
    content,
  }));
  return { type: 'message.send', message: { ...common, ...mail, ...more, files: contents } };
}
