import { Injectable } from '@nestjs/common';
import { newId, ServiceSettings } from '#config';
import { type WebhookEndpoint, WebhookEndpoints } from '#entities';
import { faultOfTarget, newSigningSecret } from '#http';
import { WebhookCall, type CallOutcome } from './webhook-call.js';
import { TEST_EVENT } from './webhook-events.js';

/** Every move of a message looks at all endpoints. */
const MAX_ENDPOINTS = 50;
const OLD_SECRET_SECONDS = 86_400;

export class TooManyEndpointsError extends Error {
  constructor() {
    super(`There are ${MAX_ENDPOINTS} endpoints already; delete one first.`);
  }
}

/** What endpoints of our users need beside their rows: a URL that may be called, a secret, a call to try them. */
@Injectable()
export class Endpoints {
  constructor(
    private readonly settings: ServiceSettings,
    private readonly endpoints: WebhookEndpoints,
    private readonly call: WebhookCall,
  ) {}

  /** Why callbacks never go to this URL, in words that follow the name of its field; null when they may. */
  faultOf(url: string): string | null {
    const { allowPrivateNetworks, isProduction } = this.settings;
    return faultOfTarget(url, { allowPrivateNetworks, httpsOnly: isProduction });
  }

  /** The secret is told here and never again. @throws TooManyEndpointsError */
  async create(
    wanted: Pick<WebhookEndpoint, 'url' | 'events' | 'description'>,
  ): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    const secret = newSigningSecret();
    const endpoint = await this.endpoints.add({ ...wanted, id: newId(), secret }, MAX_ENDPOINTS);
    if (!endpoint) throw new TooManyEndpointsError();
    return { endpoint, secret };
  }

  /** A new secret; for a day calls carry a signature of the old one as well. Null when there is no such endpoint. */
  async rotate(
    id: string,
  ): Promise<{ endpoint: WebhookEndpoint & { previousSecretUntil: Date }; secret: string } | null> {
    const secret = newSigningSecret();
    const endpoint = await this.endpoints.rotate(id, secret, OLD_SECRET_SECONDS);
    return endpoint && { endpoint, secret };
  }

  /** Makes one call now, whether or not the endpoint is paused; its end changes nothing. Null when there is no such endpoint. */
  async test(id: string): Promise<CallOutcome | null> {
    const target = await this.endpoints.secrets(id);
    if (!target) return null;
    const body = { type: TEST_EVENT, timestamp: new Date().toISOString(), data: { endpoint_id: id } };
    return this.call.make(target, newId(), JSON.stringify(body));
  }
}
