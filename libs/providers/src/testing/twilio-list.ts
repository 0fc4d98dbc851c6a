import { HttpPeer, json, type SeenRequest } from '../../../http/src/testing/http-peer.js';

const PATH = '/2010-04-01/Accounts/';

/** A message as Twilio has it; times in milliseconds, which its answers cut to seconds. */
export interface ListedMessage {
  sid: string;
  from: string;
  to: string;
  body: string;
  status: string;
  errorCode: number | null;
  /** Null: it still waits there. */
  sentAt: number | null;
  /** As Twilio writes it: below 0. None: it is not known yet. */
  price?: string;
}

/** Twilio's list of messages, and each by its sid: nothing but that. */
export class TwilioList {
  /** In any order. */
  readonly messages = new Map<string, ListedMessage>();
  /** Awaited before each answer. */
  before: () => Promise<void> = async () => undefined;
  /** All requests are refused with this, if set. */
  refusal: { status: number; headers: Record<string, string> } | null = null;
  private peer!: HttpPeer;

  static async start(): Promise<TwilioList> {
    const list = new TwilioList();
    list.peer = await HttpPeer.start((response, request) => {
      void list.before().then(() => {
        const { status, body } = list.answer(request);
        json(response, status, body, list.refusal?.headers);
      });
    });
    return list;
  }

  get url(): string {
    return this.peer.url;
  }

  get requests(): SeenRequest[] {
    return this.peer.requests;
  }

  query(n: number): URLSearchParams {
    return new URL(this.requests[n]?.url ?? '', this.url).searchParams;
  }

  add(message: ListedMessage): void {
    this.messages.set(message.sid, message);
  }

  close(): Promise<void> {
    return this.peer.close();
  }

  private answer({ url }: SeenRequest): { status: number; body: object } {
    if (this.refusal) return { status: this.refusal.status, body: { message: 'refused' } };
    const { pathname, searchParams } = new URL(url, this.url);
    const sid = /\/Messages\/(\w+)\.json$/.exec(pathname)?.[1];
    if (!sid) return { status: 200, body: this.page(pathname, searchParams) };
    const message = this.messages.get(sid);
    return message
      ? { status: 200, body: resource(message) }
      : { status: 404, body: { code: 20404, message: 'not found', status: 404 } };
  }

  /** What was sent last comes first; what was not sent yet is in no list of a time. */
  private page(path: string, query: URLSearchParams): object {
    const from = query.get('From');
    const [after, before] = ['DateSent>', 'DateSent<'].map((name) => Date.parse(query.get(name) ?? ''));
    const [size, number] = [Number(query.get('PageSize')), Number(query.get('Page') ?? 0)];
    const all = [...this.messages.values()]
      .filter((message) => from === null || message.from === from)
      .flatMap((message) => (message.sentAt === null ? [] : { message, second: seconds(message.sentAt) }))
      .filter(({ second }) => second >= (after as number) && second <= (before as number))
      .sort((one, other) => other.second - one.second);
    const next = new URLSearchParams(query);
    next.set('Page', String(number + 1));
    return {
      messages: all.slice(number * size, (number + 1) * size).map(({ message }) => resource(message)),
      next_page_uri: (number + 1) * size < all.length ? `${path.slice(path.indexOf(PATH))}?${next}` : null,
    };
  }
}

const seconds = (time: number) => Math.floor(time / 1_000) * 1_000;
const rfc2822 = (time: number) => new Date(time).toUTCString().replace('GMT', '+0000');

function resource({ sid, from, to, body, status, errorCode, sentAt, price }: ListedMessage): object {
  return {
    ...{ sid, from, to, body, status, direction: 'outbound-api', error_code: errorCode, error_message: null },
    ...{ price: price ?? null, price_unit: 'USD' },
    ...{ date_sent: sentAt && rfc2822(sentAt), date_updated: rfc2822((sentAt ?? Date.now()) + 2_000) },
  };
}
