import { randomBytes } from 'node:crypto';
import { outbound } from '../outbound-message.fixture.js';
import type { Behaviour, ContractSubject } from '../testing/contract-subject.js';
import { SmtpPeer, type SmtpScript } from '../testing/smtp-peer.js';
import { accountVariable } from '../accounts/default-account.js';
import { SMTP } from './smtp-kind.js';
import { SmtpProvider } from './smtp-provider.js';

const USER = 'acme';
const PASSWORD = randomBytes(16).toString('hex');
const SECRET = randomBytes(16).toString('hex');

const SCRIPTS: Record<Behaviour, SmtpScript> = {
  accept: {},
  refuse: { rcpt: { '*': [550, '5.1.1 No such user here'] } },
  fail: { mail: [451, '4.3.0 Try again later'] },
  limit: { mail: [450, '4.7.1 Rate limit exceeded'] },
  account: { login: [535, '5.7.8 Authentication credentials invalid'] },
  silent: { answer: 'silent' },
  cut: { answer: 'cut' },
  unreadable: { answer: [354, 'Go ahead'] },
};

export const SMTP_SUBJECT: ContractSubject = {
  kind: 'smtp',
  messages: [
    outbound({ channel: 'email', from: 'Acme <hello@acme.example>', to: 'jane@example.org', subject: 'Hi' }),
  ],
  secrets: [PASSWORD, SECRET, Buffer.from(`\0${USER}\0${PASSWORD}`).toString('base64')],
  setting: /SMTP_URL/,
  async start({ timeoutMs }) {
    const peer = await SmtpPeer.start({ user: USER, password: PASSWORD });
    const provider = new SmtpProvider({
      settingName: (property) => accountVariable(SMTP, property),
      url: `smtp://${USER}:${PASSWORD}@127.0.0.1:${peer.port}`,
      ca: peer.ca,
      requiresTls: true,
      maxConnections: 5,
      timeoutMs,
      bounceDomain: 'bounces.acme.example',
      secrets: [SECRET],
    });
    return {
      provider,
      get seen() {
        return peer.mails.map(({ content }) => content);
      },
      behave: (how) => {
        peer.script = SCRIPTS[how];
        // A kept connection has logged in already.
        if (how === 'account') provider.close();
      },
      async close() {
        provider.close();
        await peer.close();
      },
    };
  },
};
