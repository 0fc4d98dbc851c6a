import { twilioSignature } from '../../../apps/sandbox/src/twilio/twilio-signature.js';
import { accountsAndRoutes } from '#providers';
import { terminal } from '../client/terminal.js';
import { until } from '../client/until.js';
import { StepFailed, type Verification } from './verification.js';

const PATH = '/api/v1/webhooks/twilio';
const DELIVERED_WITHIN_MS = 10_000;

/** Plays the provider: a callback without a signature must be refused, a signed one must move the message. */
export async function webhookIntegration({ api, settings, messageId }: Verification): Promise<void> {
  const { provider_message_id: sid } = await api.message(messageId);
  if (!sid) {
    throw new StepFailed(
      'The message has no id of its provider',
      'Check the step before: the message was not sent.',
    );
  }
  const account = accountsAndRoutes(settings).accounts.find(({ name }) => name === 'twilio')?.settings;
  const form = { MessageSid: sid, MessageStatus: 'delivered', AccountSid: String(account?.accountSid) };
  const refused = await api.postForm(PATH, form, {});
  if (refused !== 403) {
    const hint = 'The API must refuse callbacks without a signature: check its version.';
    throw new StepFailed(`A callback without a signature was answered ${refused}`, hint);
  }
  terminal.pass('Webhook without a signature is refused (403)');

  const url = settings.publicUrl.replace(/\/+$/, '') + PATH;
  const signature = twilioSignature(String(account?.authToken).split(',')[0] as string, url, form);
  const taken = await api.postForm(PATH, form, { 'x-twilio-signature': signature });
  if (taken !== 200) {
    const hint = 'Check that TWILIO_AUTH_TOKEN and PUBLIC_URL here are those the API runs with.';
    throw new StepFailed(`A signed callback was answered ${taken}`, hint);
  }
  terminal.pass('Signed webhook is accepted (200)');

  const status = await until(async () => {
    const message = await api.message(messageId);
    return message.status === 'delivered' ? message.status : undefined;
  }, DELIVERED_WITHIN_MS);
  if (!status)
    throw new StepFailed('The webhook did not move the message to delivered', 'Look at the API log.');
  terminal.pass('Message status: delivered');
}
