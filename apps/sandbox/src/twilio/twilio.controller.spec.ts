import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import { startSandboxForSpecs } from '../../testing/sandbox-for-specs.js';
import { twilioClientAt } from '../../testing/twilio-client.js';
import { TWILIO_OUTCOMES } from '../outcomes/outcomes.js';
import type { RunningSandbox } from '../start-sandbox.js';

const { twilioAccountSid: ACCOUNT, twilioAuthToken: TOKEN } = SANDBOX_CREDENTIALS;
const PATH = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
const FROM = '+15551234567';
const TO = '+15559876543';

describe("Twilio's API", () => {
  let sandbox: RunningSandbox;
  let client: ReturnType<typeof twilioClientAt>;
  const post = (form: object) => request(sandbox.url).post(PATH).auth(ACCOUNT, TOKEN).type('form').send(form);

  beforeAll(async () => {
    sandbox = await startSandboxForSpecs();
    client = twilioClientAt(sandbox.url);
  });
  afterAll(() => sandbox.close());
  beforeEach(() => request(sandbox.url).delete('/messages').expect(204));

  it('takes a message from the SDK and gives it back by its sid', async () => {
    const created = await client.messages.create({ from: FROM, to: TO, body: 'Hello' });
    expect(created.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(created).toMatchObject({
      status: 'queued',
      direction: 'outbound-api',
      numSegments: '1',
      numMedia: '0',
    });
    expect(Math.abs(created.dateCreated.getTime() - Date.now())).toBeLessThan(5_000);
    const fetched = await client.messages(created.sid).fetch();
    expect(fetched).toMatchObject({ sid: created.sid, body: 'Hello', from: FROM, to: TO });
  });

  it('answers 201 with every documented field', async () => {
    const { body } = await post({
      From: FROM,
      To: '(+1) 555-987.6543',
      Body: 'Hi',
      MediaUrl: 'https://example.com/a.png',
    }).expect(201);
    expect(body).toEqual({
      account_sid: ACCOUNT,
      api_version: '2010-04-01',
      body: 'Hi',
      date_created: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/),
      date_sent: null,
      date_updated: expect.stringMatching(/\+0000$/),
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: FROM,
      messaging_service_sid: null,
      num_media: '1',
      num_segments: '1',
      price: null,
      price_unit: 'USD',
      sid: expect.stringMatching(/^MM[0-9a-f]{32}$/),
      status: 'queued',
      subresource_uris: { media: `/2010-04-01/Accounts/${ACCOUNT}/Messages/${body.sid}/Media.json` },
      to: TO,
      uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages/${body.sid}.json`,
    });
  });

  it.each([
    [{ From: FROM, Body: 'x' }, 21604],
    [{ To: TO, Body: 'x' }, 21603],
    [{ To: TO, From: FROM }, 21602],
    [{ To: 'nobody', From: FROM, Body: 'x' }, 21211],
    [{ To: TO, From: 'far too long a sender', Body: 'x' }, 21212],
    [{ To: TO, From: 'Brand!', Body: 'x' }, 21212],
    [{ To: '+12025550104', From: 'MyBrand', Body: 'x' }, 21657],
    [{ To: '+447723456789', From: 'MyBrand', MediaUrl: 'https://example.com/a' }, 21612],
    [{ To: TO, From: FROM, Body: '😀'.repeat(801) }, 21617],
    [{ To: TO, From: TO, Body: 'x' }, 21266],
    [{ To: TO, From: FROM, Body: 'x'.repeat(1_601) }, 21617],
    [{ To: TO, From: FROM, MediaUrl: 'ftp://example.com/a' }, 21620],
    [{ To: TO, From: FROM, MediaUrl: Array(11).fill('https://example.com/a') }, 21623],
    [{ To: TO, From: FROM, Body: 'x', StatusCallback: 'nowhere' }, 21609],
    [{ To: TO, MessagingServiceSid: `MG${'0'.repeat(27)}21701`, Body: 'x' }, 21701],
    [{ To: TO, MessagingServiceSid: `MG${'0'.repeat(27)}21703`, Body: 'x' }, 21703],
    [{ To: TO, MessagingServiceSid: 'MG1', Body: 'x' }, 21701],
  ])('refuses %j with %i', async (form, code) => {
    const { body } = await post(form).expect(400);
    expect(body).toEqual({
      code,
      message: expect.any(String),
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status: 400,
    });
  });

  it.each(['MyBrand', 'a', 'A&B +1_-x', '72404'])('takes %j for a sender, and lists by it', async (from) => {
    const created = await client.messages.create({ from, to: '+447723456789', body: 'Hello' });
    expect(created.from).toBe(from);
    expect(await client.messages.list({ from, to: '+447723456789' })).toMatchObject([
      { sid: created.sid, from },
    ]);
    expect(await client.messages.list({ from: `${from}x` })).toEqual([]);
  });

  it('has a Messaging Service choose the number, and tells it once it is sent', async () => {
    const messagingServiceSid = `MG${'a'.repeat(32)}`;
    const created = await client.messages.create({ messagingServiceSid, to: TO, body: 'Hello' });
    expect(created).toMatchObject({ status: 'accepted', from: null, messagingServiceSid, numSegments: '0' });
    let sent = await client.messages(created.sid).fetch();
    while (!sent.dateSent) sent = await client.messages(created.sid).fetch();
    expect(sent).toMatchObject({ from: expect.stringMatching(/^\+1555\d{7}$/), messagingServiceSid });
    expect(await client.messages.list({ from: sent.from })).toMatchObject([{ sid: created.sid }]);
  });

  const refusals = TWILIO_OUTCOMES.flatMap(({ party, number, answer }) =>
    answer.kind === 'refused' ? [{ party, number, code: answer.code, wait: answer.retryAfterSeconds }] : [],
  );
  it.each(refusals)('refuses $party $number with $code', async ({ party, number, code, wait }) => {
    const { status, body, headers } = await post({ From: FROM, To: TO, Body: 'x', [party]: number });
    expect(body).toMatchObject({ code, status });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers['retry-after']).toBe(wait?.toString());
  });

  it('fails a message twice and then delivers it, each message for itself', async () => {
    const send = (Body: string) => post({ From: FROM, To: '+15005551503', Body });
    await send('one').expect(503);
    await send('two').expect(503);
    await send('one').expect(503);
    await send('one').expect(201);
    await send('two').expect(503);
  });

  it('takes a message and cuts the line: the caller knows nothing, the list knows it', async () => {
    const sending = client.messages.create({ from: FROM, to: '+15005550499', body: 'cut' });
    await expect(sending).rejects.toThrow(/socket hang up|ECONNRESET/);
    const found = await client.messages.list({ to: '+15005550499' });
    expect(found.map(({ body }) => body)).toEqual(['cut']);
  });

  it('cuts the line and takes nothing the first time', async () => {
    const send = () => client.messages.create({ from: FROM, to: '+15005551499', body: 'lost' });
    await expect(send()).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await client.messages.list({ to: '+15005551499' })).toEqual([]);
    expect((await send()).status).toBe('queued');
  });

  it('takes a message and never answers', async () => {
    const impatient = twilioClientAt(sandbox.url, TOKEN, 100);
    const sending = impatient.messages.create({ from: FROM, to: '+15005550408', body: 'silence' });
    await expect(sending).rejects.toThrow(/timeout/);
    expect(await client.messages.list({ to: '+15005550408' })).toHaveLength(1);
  });

  it('lists newest first, filtered, page by page as the SDK follows them', async () => {
    for (let n = 1; n <= 5; n += 1) await client.messages.create({ from: FROM, to: TO, body: `n${n}` });
    await client.messages.create({ from: FROM, to: '+15557654321', body: 'other' });
    const all = await client.messages.list({ to: TO, from: FROM, pageSize: 2 });
    expect(all.map(({ body }) => body)).toEqual(['n5', 'n4', 'n3', 'n2', 'n1']);

    const first = await client.messages.page({ to: TO, pageSize: 2 });
    await client.messages.create({ from: FROM, to: TO, body: 'n6' });
    const second = await first.nextPage();
    expect(second?.instances.map(({ body }) => body)).toEqual(['n3', 'n2']);
    expect(second?.nextPageUrl).toMatch(/PageSize=2&Page=2&PageToken=PASM[0-9a-f]{32}$/);
    const third = await second?.nextPage();
    expect(third?.instances.map(({ body }) => body)).toEqual(['n1']);
    expect(third?.nextPageUrl).toBeUndefined();
  });

  it('filters by the date sent, day or second, both inclusive', async () => {
    const { sid } = await client.messages.create({ from: FROM, to: TO, body: 'dated' });
    let sent = await client.messages(sid).fetch();
    while (!sent.dateSent) sent = await client.messages(sid).fetch();
    const second = sent.dateSent.getTime();
    const count = async (filter: object) => (await client.messages.list(filter)).length;
    expect(await count({ dateSentAfter: new Date(second) })).toBe(1);
    expect(await count({ dateSentAfter: new Date(second + 1_000) })).toBe(0);
    expect(await count({ dateSentBefore: new Date(second) })).toBe(1);
    expect(await count({ dateSentBefore: new Date(second - 1_000) })).toBe(0);
    const day = sent.dateSent.toISOString().slice(0, 10);
    const { body } = await request(sandbox.url)
      .get(`${PATH}?DateSent=${day}`)
      .auth(ACCOUNT, TOKEN)
      .expect(200);
    expect(body.messages).toHaveLength(1);
  });

  it('asks for the right credentials', async () => {
    await expect(twilioClientAt(sandbox.url, 'wrong').messages.list()).rejects.toMatchObject({
      status: 401,
      code: 20003,
      message: 'Authenticate',
    });
    await request(sandbox.url).get(PATH).expect(401).expect('WWW-Authenticate', 'Basic realm="Twilio API"');
    await request(sandbox.url).get(PATH.replace('AC0', 'AC1')).auth(ACCOUNT, TOKEN).expect(404);
  });

  it('knows neither strange sids nor strange paths', async () => {
    await expect(client.messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
    const { body } = await request(sandbox.url).get('/nowhere').expect(404);
    expect(body).toMatchObject({ code: 20404, message: 'The requested resource /nowhere was not found' });
  });

  it('refuses a form that is too large, and survives it', async () => {
    const { body } = await post({ From: FROM, To: TO, Body: 'x'.repeat(2_000_000) }).expect(413);
    expect(body).toMatchObject({ status: 413 });
    await post({ From: FROM, To: TO, Body: 'x' }).expect(201);
  });
});
