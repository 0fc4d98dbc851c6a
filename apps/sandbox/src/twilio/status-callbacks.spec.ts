import { SANDBOX_CREDENTIALS } from '#config';
import twilio from 'twilio';
import { CallbackReceiver } from '../../testing/callback-receiver.js';
import { startSandboxForSpecs } from '../../testing/sandbox-for-specs.js';
import { twilioClientAt } from '../../testing/twilio-client.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { twilioSignature } from './twilio-signature.js';

const FROM = '+15551234567';

describe("Twilio's status callbacks", () => {
  let sandbox: RunningSandbox;
  let receiver: CallbackReceiver;
  let client: ReturnType<typeof twilioClientAt>;
  const send = (to: string, query = '') =>
    client.messages.create({ from: FROM, to, body: 'Hello', statusCallback: `${receiver.url}/hook${query}` });
  const callbacksOfNewest = async (place = 0) => {
    const answer = await fetch(`${sandbox.url}/messages?limit=2`);
    return ((await answer.json()) as { messages: { callbacks: object[] }[] }).messages[place]?.callbacks;
  };
  const forms = () => receiver.received.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

  beforeAll(async () => {
    sandbox = await startSandboxForSpecs();
    client = twilioClientAt(sandbox.url);
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    receiver = await CallbackReceiver.start();
  });
  afterEach(() => receiver.close());

  it('come as sent and delivered, in this order, with a signature that the SDK accepts', async () => {
    const { sid } = await send('+15559876543', '?message_id=a%20b&x=1');
    await receiver.until((received) => received.length === 2);
    expect(forms().map(({ MessageStatus }) => MessageStatus)).toEqual(['sent', 'delivered']);
    expect(forms()[1]).toEqual({
      AccountSid: SANDBOX_CREDENTIALS.twilioAccountSid,
      ApiVersion: '2010-04-01',
      From: FROM,
      MessageSid: sid,
      MessageStatus: 'delivered',
      RawDlrDoneDate: expect.stringMatching(/^\d{10}$/),
      SmsSid: sid,
      SmsStatus: 'delivered',
      To: '+15559876543',
    });
    for (const { path, headers, body } of receiver.received) {
      const params = Object.fromEntries(new URLSearchParams(body));
      const check = (url: string, form: object) =>
        twilio.validateRequest(
          SANDBOX_CREDENTIALS.twilioAuthToken,
          String(headers['x-twilio-signature']),
          url,
          form as Record<string, string>,
        );
      expect(check(receiver.url + path, params)).toBe(true);
      expect(check(receiver.url + path, { ...params, MessageStatus: 'failed' })).toBe(false);
      expect(check(`${receiver.url}/other`, params)).toBe(false);
    }
    expect(await client.messages(sid).fetch()).toMatchObject({ status: 'delivered', errorCode: null });
  });

  it.each([
    ['+15005553003', ['sent', 'undelivered'], '30003'],
    ['+15005553007', ['sent', 'undelivered'], '30007'],
    ['+15005553001', ['failed'], '30001'],
  ])('to %s end badly', async (to, statuses, code) => {
    const { sid } = await send(to);
    await receiver.until((received) => received.length === statuses.length);
    expect(forms().map(({ MessageStatus }) => MessageStatus)).toEqual(statuses);
    expect(forms().at(-1)).toMatchObject({ ErrorCode: code, MessageSid: sid });
    expect(await client.messages(sid).fetch()).toMatchObject({
      status: statuses.at(-1),
      errorCode: Number(code),
    });
  });

  it('also come when the request itself got no answer', async () => {
    await expect(send('+15005550499')).rejects.toThrow();
    await receiver.until((received) => received.length === 2);
    expect(forms().at(-1)).toMatchObject({ MessageStatus: 'delivered', To: '+15005550499' });
  });

  it('come again after a 5xx when the address says so, as the same request, and not after a 4xx', async () => {
    receiver.answerNext(503, 404);
    await send('+15559876543', '#rc=4&rp=5xx');
    await receiver.until((received) => received.length === 3);
    expect(forms().map(({ MessageStatus }) => MessageStatus)).toEqual(['sent', 'delivered', 'sent']);
    const [first, , again] = receiver.received;
    expect(again?.headers['i-twilio-idempotency-token']).toBe(first?.headers['i-twilio-idempotency-token']);
    expect(again?.path).toBe('/hook');

    expect(await callbacksOfNewest()).toMatchObject([
      { status: 'sent', http_status: 200, tries: 2 },
      { status: 'delivered', http_status: 404, tries: 1 },
    ]);
  });

  it('come once, whatever they are answered, when the address says nothing', async () => {
    receiver.answerNext(503, 503);
    await send('+15559876543');
    await receiver.until((received) => received.length === 2);
    // A try that is to be repeated is so within a second: a message later, told meanwhile, shows that it was not.
    receiver.answerNext(503, 503);
    await send('+15559876543', '?last=1#rc=1&rp=5xx');
    await receiver.until((received) => received.filter(({ path }) => path === '/hook?last=1').length === 4);
    expect(receiver.received.filter(({ path }) => path === '/hook')).toHaveLength(2);
  });

  it('are tried as often as the address says, and no more', async () => {
    receiver.answerNext(500, 200, 502);
    await send('+15559876543', '#rc=1&rp=all');
    await receiver.until((received) => received.length === 3);
    receiver.answerNext(500, 200, 502);
    await send('+15559876543', '#rc=2&rp=all');
    await receiver.until((received) => received.length === 7);
    expect(await callbacksOfNewest()).toMatchObject([{ tries: 3 }, { tries: 1 }]);
    expect(await callbacksOfNewest(1)).toMatchObject([{ tries: 2, http_status: 502 }, { tries: 1 }]);
  });

  it('come when the receiver is back', async () => {
    const { port } = receiver;
    await receiver.close();
    await send('+15559876543');
    receiver = await CallbackReceiver.start(port);
    await receiver.until((received) => received.length === 2);
    expect(new Set(forms().map(({ MessageStatus }) => MessageStatus))).toEqual(
      new Set(['sent', 'delivered']),
    );
  });
});

describe('twilioSignature', () => {
  // The example of https://www.twilio.com/docs/usage/security#test-the-validity-of-your-webhook-signature
  it("is the one of Twilio's documentation", () => {
    const params = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    };
    const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
    expect(twilioSignature('12345', url, params)).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  });
});
