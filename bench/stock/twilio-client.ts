import { Agent } from 'node:http';
import twilio, { type Twilio } from 'twilio';

export const TWILIO_CLIENT = Symbol('Twilio');

const ACCOUNT = `AC${'0'.repeat(32)}`;

/** Twilio's SDK as it comes, over kept-alive connections, with the address of its API replaced. */
export function twilioClient(baseUrl: string, maxSockets: number): Twilio {
  const httpClient = new twilio.RequestClient({ keepAlive: true, maxSockets });
  httpClient.axios.defaults.httpAgent = new Agent({ keepAlive: true, maxSockets });
  const request = httpClient.request.bind(httpClient);
  httpClient.request = (options) =>
    request({ ...options, uri: options.uri.replace('https://api.twilio.com', baseUrl) });
  return twilio(ACCOUNT, 'auth-token', { httpClient });
}
