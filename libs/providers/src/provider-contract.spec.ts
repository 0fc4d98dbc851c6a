import { eventually } from '../../queue/src/testing/eventually.js';
import { HTTP_SUBJECT } from './http/http-contract.fixture.js';
import { MESSAGE_ID, providerError } from './outbound-message.fixture.js';
import {
  AccountError,
  LimitError,
  PermanentError,
  type ProviderError,
  RetryableError,
  UnknownOutcomeError,
  WebhookFormatError,
  WithheldError,
} from './provider-errors.js';
import { SENDGRID_SUBJECT } from './sendgrid/sendgrid-contract.fixture.js';
import { SES_SUBJECT } from './ses/ses-contract.fixture.js';
import { SMTP_SUBJECT } from './smtp/smtp-contract.fixture.js';
import type { Behaviour, ContractSubject, ProviderBench } from './testing/contract-subject.js';
import { TWILIO_SUBJECT } from './twilio/twilio-contract.fixture.js';
import { VONAGE_SUBJECT } from './vonage/vonage-contract.fixture.js';

/** Every kind of provider; a further one is a line here. */
const SUBJECTS: ContractSubject[] = [
  TWILIO_SUBJECT,
  SENDGRID_SUBJECT,
  SES_SUBJECT,
  VONAGE_SUBJECT,
  HTTP_SUBJECT,
  SMTP_SUBJECT,
];

const TIMEOUT_MS = 2_000;
/** Where nothing but the end of its time is waited for. */
const IMPATIENT_MS = 300;
const GARBAGE = ['', 'null', '[]', '{}', '{"', '\0', '%', 'a=1&a=2', '<xml/>', '['.repeat(10_000)];

describe.each(SUBJECTS)('What every provider promises: $kind', (subject) => {
  const [message] = subject.messages as [ContractSubject['messages'][0]];
  let bench: ProviderBench;

  beforeEach(async () => {
    bench = await subject.start({ timeoutMs: TIMEOUT_MS });
  });
  afterEach(() => bench.close());

  /** How a call ends that meets this behaviour. */
  async function endOf(how: Behaviour): Promise<ProviderError> {
    if (how === 'silent') {
      await bench.close();
      bench = await subject.start({ timeoutMs: IMPATIENT_MS });
    }
    bench.behave(how);
    return providerError(bench.provider.send(message));
  }

  const shown = (...all: Behaviour[]) => all.filter((how) => !subject.without?.includes(how));
  /** A provider that cannot behave so has no such case. */
  const whereShown = (how: Behaviour, title: string, body: () => Promise<void>) => {
    if (shown(how).length > 0) it(title, body);
  };

  it('says what it is', () => {
    const { name, channels, address } = bench.provider;
    expect(name).toBe(subject.kind);
    expect(subject.messages.map(({ channel }) => channel)).toEqual(channels);
    expect(address).toBeInstanceOf(URL);
  });

  it.each(subject.messages)('hands one $channel over, once, with our id', async (each) => {
    const receipt = await bench.provider.send(each);
    expect(receipt.providerMessageId).toMatch(/^\S{1,200}$/);
    expect(receipt.httpStatus).toBeGreaterThanOrEqual(200);
    expect(receipt.httpStatus).toBeLessThan(300);
    expect(bench.seen).toHaveLength(1);
    expect(bench.seen[0]).toContain(MESSAGE_ID);
  });

  it('hands many over at once, each once', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => MESSAGE_ID.replace(/..$/, String(n + 10)));
    await Promise.all(ids.map((id) => bench.provider.send({ ...message, id })));
    expect(bench.seen).toHaveLength(ids.length);
    for (const id of ids) expect(bench.seen.filter((text) => text.includes(id))).toHaveLength(1);
  });

  whereShown('refuse', 'ends a refused message for good, in the words it was refused with', async () => {
    const error = await endOf('refuse');
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ provider: subject.kind, httpStatus: expect.any(Number) as number });
    expect(error.message).not.toBe('');
  });

  whereShown('fail', 'tries later what was certainly not taken, and never by itself', async () => {
    const error = await endOf('fail');
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).not.toBeInstanceOf(LimitError);
    expect(error).not.toBeInstanceOf(AccountError);
    expect(error.httpStatus).not.toBeNull();
    bench.behave('accept');
    const before = bench.seen.length;
    await bench.provider.send(message);
    expect(bench.seen).toHaveLength(before + 1);
  });

  whereShown('limit', 'tells a pace from a failure', async () => {
    expect(await endOf('limit')).toBeInstanceOf(LimitError);
  });

  whereShown('account', 'tells what the operator has to mend', async () => {
    const error = await endOf('account');
    expect(error).toBeInstanceOf(AccountError);
    expect((error as AccountError).problem.remedy).toMatch(subject.setting);
  });

  it('knows that nothing was taken where nobody listens', async () => {
    await bench.close();
    const error = await providerError(bench.provider.send(message));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code: 'ECONNREFUSED', httpStatus: null });
  });

  it.each(shown('silent', 'cut', 'unreadable'))(
    'does not know what became of a message whose other side is %s after it left',
    async (how) => {
      const started = performance.now();
      const error = await endOf(how);
      expect(error).toBeInstanceOf(UnknownOutcomeError);
      expect(performance.now() - started).toBeLessThan(TIMEOUT_MS + 1_500);
      expect(bench.seen).toHaveLength(1);
    },
  );

  it('sends nothing that was forbidden at the last moment', async () => {
    const asked: number[] = [];
    const forbid = () => asked.push(bench.seen.length) === 0;
    expect(await providerError(bench.provider.send(message, forbid))).toBeInstanceOf(WithheldError);
    expect(asked).toEqual([0]);
    await bench.provider.send({ ...message, id: MESSAGE_ID.replace(/..$/, 'aa') }, () => true);
    await eventually(() => expect(bench.seen).toHaveLength(1));
    expect(bench.seen[0]).not.toContain(MESSAGE_ID);
  });

  it('tells neither credentials nor text in an error', async () => {
    for (const how of shown('refuse', 'fail', 'limit', 'account', 'silent', 'cut', 'unreadable')) {
      const error = await endOf(how);
      const cause = error.cause instanceof Error ? `${error.cause.stack}${JSON.stringify(error.cause)}` : '';
      const told = [JSON.stringify(error), error.message, error.stack, cause].join('\n');
      for (const secret of [...subject.secrets, message.body]) expect(told).not.toContain(secret);
    }
  });

  it('looks a message up, or says that it cannot', async () => {
    const found = await bench.provider
      .lookup(message, new Date(Date.now() - 60_000))
      .catch((error: unknown) => {
        expect(error).toBeInstanceOf(RetryableError);
        return [];
      });
    expect(found === 'undecidable' || Array.isArray(found)).toBe(true);
  });

  it('believes no callback without its signature, and reads none that is garbage', async () => {
    for (const text of GARBAGE) {
      const request = { url: 'https://sendstream.example/api', headers: {}, rawBody: Buffer.from(text) };
      expect(await bench.provider.verifyWebhook(request)).toBe(false);
      try {
        expect(Array.isArray(bench.provider.parseWebhook(request))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(WebhookFormatError);
      }
    }
  });

  const { callback } = subject;
  if (callback)
    it('believes what its other side signed, as it was signed', async () => {
      const { request, kinds } = await callback(bench.provider);
      expect(await bench.provider.verifyWebhook(request)).toBe(true);
      const reports = bench.provider.parseWebhook(request);
      expect(reports.map(({ kind }) => kind)).toEqual(kinds);
      // The same callback, come twice, tells the same events.
      const again = bench.provider.parseWebhook(request);
      expect(again.map(({ eventId }) => eventId)).toEqual(reports.map(({ eventId }) => eventId));
    });
  if (callback)
    it('believes no callback whose body is not the one that was signed', async () => {
      const { request } = await callback(bench.provider);
      const rawBody = Buffer.from(request.rawBody);
      rawBody[rawBody.length - 2] = (rawBody[rawBody.length - 2] as number) ^ 1;
      expect(await bench.provider.verifyWebhook({ ...request, rawBody })).toBe(false);
    });
});
