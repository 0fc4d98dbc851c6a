const ANSWER_WITHIN_MS = 10_000;
const WITH_KEY = '--api-key, or SENDSTREAM_API_KEY (`sendstream api-key create` makes one)';

export interface MessageToSend {
  from: string;
  to: string;
  type: 'sms' | 'mms' | 'email';
  body: string;
  subject?: string;
  attachments?: string[];
}

export interface SentMessage {
  id: string;
  status: string;
  provider: string;
  provider_message_id: string | null;
  error: { code?: string | null; message?: string } | null;
}

export interface TimelineEvent {
  id: string;
  type: string;
  status: string;
  reason: string | null;
  attempt: number | null;
  created_at: string;
}

/** Sendstream's API as a client sees it. Every call throws an Error that names what was asked and what came back. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly apiKey?: string,
  ) {}

  /** @throws Error with what to do when nobody answers. */
  async health(): Promise<void> {
    await this.get('/health');
  }

  send(message: MessageToSend): Promise<SentMessage> {
    const headers = { 'content-type': 'application/json' };
    return this.json<SentMessage>('/api/v1/messages/send', {
      method: 'POST',
      headers,
      body: JSON.stringify(message),
    });
  }

  message(id: string): Promise<SentMessage> {
    return this.get<SentMessage>(`/api/v1/messages/${id}`);
  }

  async events(id: string): Promise<TimelineEvent[]> {
    return (await this.get<{ events: TimelineEvent[] }>(`/api/v1/messages/${id}/events`)).events;
  }

  /** Posts a form and answers the HTTP status, whatever it is. */
  async postForm(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string>,
  ): Promise<number> {
    const response = await this.fetch(path, { method: 'POST', headers, body: new URLSearchParams(form) });
    await response.text();
    return response.status;
  }

  private get<T>(path: string): Promise<T> {
    return this.json<T>(path, {});
  }

  private async json<T>(path: string, init: RequestInit): Promise<T> {
    const headers = new Headers(init.headers);
    if (this.apiKey !== undefined) headers.set('authorization', `Bearer ${this.apiKey}`);
    const response = await this.fetch(path, { ...init, headers });
    const text = await response.text();
    if (response.status === 401) throw new Error(`The API at ${this.url} asks for a key: ${WITH_KEY}`);
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url + path, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    } catch (error) {
      throw new Error(`The API does not answer at ${this.url}. Start the system: npm start`, {
        cause: error,
      });
    }
  }
}
