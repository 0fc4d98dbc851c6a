import { answerOf, type Operations, type Schemas } from './operations.js';

/** Where events are told. Each method throws an ApiError when the service refuses. */
export class WebhookEndpoints {
  constructor(private readonly api: Operations) {}

  /** With its secret, which is told this once. */
  create(endpoint: Schemas['CreateEndpoint']): Promise<Schemas['NewEndpoint']> {
    return answerOf(this.api.POST('/api/v1/webhook-endpoints', { body: endpoint }));
  }

  async list(): Promise<Schemas['Endpoint'][]> {
    const { webhook_endpoints } = await answerOf(this.api.GET('/api/v1/webhook-endpoints'));
    return webhook_endpoints;
  }

  get(id: string): Promise<Schemas['Endpoint']> {
    return answerOf(this.api.GET('/api/v1/webhook-endpoints/{id}', { params: { path: { id } } }));
  }

  update(id: string, change: Schemas['ChangeEndpoint']): Promise<Schemas['Endpoint']> {
    return answerOf(
      this.api.PATCH('/api/v1/webhook-endpoints/{id}', { params: { path: { id } }, body: change }),
    );
  }

  /** With its new secret; the old one is valid for a day. */
  rotateSecret(id: string): Promise<Schemas['RotatedEndpoint']> {
    return answerOf(
      this.api.POST('/api/v1/webhook-endpoints/{id}/rotate-secret', { params: { path: { id } } }),
    );
  }

  /** Sends it a `webhook.test` event now; answers how that ended. */
  test(id: string): Promise<Schemas['CallOutcome']> {
    return answerOf(this.api.POST('/api/v1/webhook-endpoints/{id}/test', { params: { path: { id } } }));
  }

  /** Its latest deliveries, newest first. */
  async deliveries(id: string, limit?: number): Promise<Schemas['Callback'][]> {
    const params = { path: { id }, query: { limit } };
    const { deliveries } = await answerOf(
      this.api.GET('/api/v1/webhook-endpoints/{id}/deliveries', { params }),
    );
    return deliveries;
  }

  /** Sends one of them again. */
  resend(id: string, deliveryId: string): Promise<Schemas['Callback']> {
    const params = { path: { id, deliveryId } };
    return answerOf(
      this.api.POST('/api/v1/webhook-endpoints/{id}/deliveries/{deliveryId}/resend', { params }),
    );
  }

  /** Sends all again that were given up since then, each once and spread over time; answers how many. */
  recover(id: string, since: Date): Promise<Schemas['Recovered']> {
    const params = { path: { id } };
    const body = { since: since.toISOString() };
    return answerOf(this.api.POST('/api/v1/webhook-endpoints/{id}/recover', { params, body }));
  }

  async remove(id: string): Promise<void> {
    await answerOf(this.api.DELETE('/api/v1/webhook-endpoints/{id}', { params: { path: { id } } }));
  }
}
