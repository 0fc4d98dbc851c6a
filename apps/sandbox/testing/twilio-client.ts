import { SANDBOX_CREDENTIALS } from '#config';
import twilio from 'twilio';

/** Twilio's own SDK, with api.twilio.com replaced by the given address. */
export function twilioClientAt(
  url: string,
  authToken: string = SANDBOX_CREDENTIALS.twilioAuthToken,
  timeout = 5_000,
) {
  const httpClient = new twilio.RequestClient({ timeout });
  const request = httpClient.request.bind(httpClient);
  httpClient.request = (options) =>
    request({ ...options, uri: options.uri.replace('https://api.twilio.com', url) });
  return twilio(SANDBOX_CREDENTIALS.twilioAccountSid, authToken, { httpClient });
}
