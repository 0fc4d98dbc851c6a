import type { OutboundMessage } from './message-provider.js';
import { ProviderError } from './provider-errors.js';

export const MESSAGE_ID = '01980a5c-7e1f-7cc3-98c4-dc0c0c07398f';

export function outbound(changes: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: MESSAGE_ID,
    channel: 'sms',
    from: '+15557122661',
    to: '+15558675310',
    body: 'Your code is 4711 & counting: größe 👍',
    subject: null,
    html: null,
    attachments: [],
    cc: [],
    bcc: [],
    replyTo: null,
    expiresAt: null,
    ...changes,
  };
}

/** The ProviderError a call ended in; anything else fails the test. */
export async function providerError(call: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw error;
}
