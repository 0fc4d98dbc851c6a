import { ERROR_CODES, explain } from './error-codes.js';

describe('error codes', () => {
  it('are many, each once, each with what to do and its source', () => {
    const of = (provider: string) => ERROR_CODES.filter((each) => each.provider === provider);
    expect(of('twilio').length).toBeGreaterThan(150);
    expect(of('sendgrid').length).toBeGreaterThan(120);
    expect(of('ses').length).toBeGreaterThan(120);
    expect(of('vonage').length).toBeGreaterThan(60);
    expect(new Set(ERROR_CODES.map(({ provider, code }) => `${provider} ${code}`)).size).toBe(
      ERROR_CODES.length,
    );
    for (const { provider, code, title, whatToDo, source } of ERROR_CODES) {
      expect(title).toMatch(/^\S.{3,}[^.]$/);
      expect(whatToDo).toMatch(/^[A-Z].{10,}\.$/);
      if (provider === 'sendstream') expect(source).toBeNull();
      else expect(new URL(source as string).protocol).toBe('https:');
      if (provider === 'twilio') expect(source).toBe(`https://www.twilio.com/docs/api/errors/${code}`);
    }
  });

  it.each([
    ['twilio', '30003', null, 'Unreachable destination handset', false],
    ['twilio', '21610', 400, 'The recipient has opted out', true],
    ['sendgrid', '5.1.1', null, 'There is no such mailbox', true],
    ['sendgrid', '4.2.2', null, 'The mailbox is full', false],
    ['sendgrid', '550', null, 'The mailbox is not available: unknown, or refused by policy', true],
    ['sendgrid', null, 401, 'The API key is not accepted', true],
    ['ses', 'MessageRejected', 400, 'SES refused the mail', true],
    ['ses', 'TooManyRequests', 429, 'The sending rate of the account is exceeded', false],
    ['ses.eu', '5.1.1', null, 'There is no such mailbox', true],
    ['vonage', '1210', null, 'The carrier took the text for spam', true],
    ['vonage', '1180', null, 'The handset cannot be reached for now', false],
    ['vonage', 'low-balance', 402, 'The credit is used up', true],
    ['twilio', 'ECONNREFUSED', null, 'The provider refused the connection', false],
    [null, 'suppressed', null, 'The recipient is suppressed', true],
  ])('%s %s (HTTP %s)', (provider, code, status, title, permanent) =>
    expect(explain(provider, code, status)).toMatchObject({ title, permanent }),
  );

  it.each([
    ['twilio', '99999', null],
    ['twilio', null, 500],
    ['sendgrid', '9.9.9', null],
    ['sendgrid', 'constructor', null],
    [null, null, null],
  ])('does not know %s %s (HTTP %s)', (provider, code, status) =>
    expect(explain(provider, code, status)).toBeNull(),
  );
});
