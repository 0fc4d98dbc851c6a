import type { WebhookRequest } from '../message-provider.js';
import { jsonObject } from '../json-object.js';
import { WebhookFormatError } from '../provider-errors.js';

export function isForm(contentType = 'application/x-www-form-urlencoded'): boolean {
  return contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');
}

/**
 * The fields of a callback, whatever it is written in: Twilio's form, or a JSON object.
 * @throws WebhookFormatError when one comes twice: Twilio repeats none, and signs equal ones once.
 */
export function twilioFields({ headers, rawBody }: WebhookRequest): Map<string, string> {
  const text = rawBody.toString('utf8');
  const pairs = isForm(headers['content-type'])
    ? [...new URLSearchParams(text)]
    : Object.entries(jsonObject(text) ?? {}).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
      );
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (fields.has(name)) throw new WebhookFormatError(`${name.slice(0, 40)} comes twice`);
    fields.set(name, value);
  }
  return fields;
}
