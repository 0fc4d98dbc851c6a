import type { CsrfToken } from './csrf-token.js';
import { answerOf, type Operations, type Schemas } from './operations.js';

/**
 * A browser's session: the API key is given once, and from then on a cookie that no script can read stands for it. The client
 * sends the session's token with every request that changes something.
 */
export class Session {
  constructor(
    private readonly api: Operations,
    private readonly token: CsrfToken,
  ) {}

  /** Who is signed in, and what that allows. To be called once after the page is loaded: it brings the token. */
  get(signal?: AbortSignal): Promise<Schemas['Session']> {
    return this.kept(answerOf(this.api.GET('/api/v1/session', { signal })));
  }

  /** Signs in with an API key. @throws ApiError 401 when it is not valid. */
  create(apiKey: string): Promise<Schemas['Session']> {
    return this.kept(answerOf(this.api.POST('/api/v1/session', { body: { api_key: apiKey } })));
  }

  /** Signs out: the cookie is worth nothing from then on, wherever it is. */
  async end(): Promise<void> {
    await answerOf(this.api.DELETE('/api/v1/session'));
    this.token.value = null;
  }

  private async kept(answer: Promise<Schemas['Session']>): Promise<Schemas['Session']> {
    const session = await answer;
    this.token.value = session.csrf_token;
    return session;
  }
}
