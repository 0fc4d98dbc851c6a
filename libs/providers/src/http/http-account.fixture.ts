import { variableName } from '#config';
import { newSigningSecret, signatureHeaders } from '#http';
import type { WebhookRequest } from '../message-provider.js';
import { HttpProvider, type HttpProviderOptions } from './http-provider.js';

export const HTTP_SECRETS = [newSigningSecret(), newSigningSecret()] as const;

export function httpAt(url: string, changes: Partial<HttpProviderOptions> = {}): HttpProvider {
  return new HttpProvider({
    name: 'http',
    url,
    secrets: HTTP_SECRETS,
    publicUrl: 'https://sendstream.example/',
    timeoutMs: 2_000,
    settingName: (property) => `HTTP_${variableName(property)}`,
    ...changes,
  });
}

/** A callback as the other side signs it, with the older of the secrets. */
export function httpCallback(event: unknown, id = 'evt_1', at = new Date()): WebhookRequest {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  return {
    url: 'https://sendstream.example/api/v1/webhooks/http',
    headers: signatureHeaders(id, body, [HTTP_SECRETS[1]], at),
    rawBody: Buffer.from(body),
  };
}
