import { OptOutWords } from './opt-out-words.js';

const words = new OptOutWords({
  stopKeywords: 'arrêt, no more,🛑',
  startKeywords: 'JA',
  helpKeywords: 'hilfe',
});

describe('OptOutWords', () => {
  it.each([
    ...[
      'stop',
      'STOP',
      'Stop.',
      'Stop!',
      'stop?',
      'STOP…',
      '“STOP”',
      '‘end’',
      '"Unsubscribe"',
      '«Stop»',
      '`stop`',
    ],
    ...['STOP\u200b', '\u202aSTOP\u202c', '\ufeffSTOP\r\n', 'ST\u00adOP', 'STOP\u00a0', '\u3000ＳＴＯＰ！'],
    ...['opt out', 'opt-out', 'opt‐out', 'opt–out', 'opt−out', 'OptOut', 'OPT_OUT', 'opt  out.', 'Opt Out'],
    ...[
      'Unsubscribe!',
      'Quit.',
      'END!!',
      '(cancel)',
      '[cancel]',
      'Revoke,',
      '*STOP*',
      '_stop_',
      '#stop',
      '-stop-',
    ],
    ...[
      'S.T.O.P.',
      'Stop all',
      'STOP ALL!',
      'Stóp',
      'stop stop',
      'STOP! STOP! STOP!',
      'Stop 🛑',
      '😡 STOP ✋🏽',
      'STOP ❤️',
    ],
    ...[`STOP${' '.repeat(1_000)}`, `STOP${'!'.repeat(1_000)}`],
    ...['Arrêt', 'arret', 'ARRE\u0302T.', 'No more!', '🛑', ' 🛑\ufe0f '],
  ])('takes %j for a STOP', (text) => expect(words.meaningOf(text)).toBe('stop'));

  it.each(['start', 'Start.', '“START”', 'UNSTOP!', 'un-stop', 'Yes.', 'yes\u200b', 'yes yes', 'ja!'])(
    'takes %j for a START',
    (text) => expect(words.meaningOf(text)).toBe('start'),
  );
  it.each(['help', '“HELP”', 'Help!', 'Help?', 'info.', 'Hilfe!'])('takes %j for HELP', (text) =>
    expect(words.meaningOf(text)).toBe('help'),
  );

  it.each([
    ...[
      "don't stop",
      'Please don’t stop',
      'stop by tomorrow',
      'non stop',
      'nonstop',
      'stopped',
      'The end.',
      'bus stop',
    ],
    ...[
      'when does it end?',
      'cancel my order',
      'yes please',
      'yes, thanks',
      'no',
      'stop yes',
      'stop start',
      'you stop',
    ],
    ...[
      'Liked “STOP to end”',
      '',
      ' ',
      '!!!',
      '...',
      '\u200b',
      'please',
      'thank you',
      '👍',
      'STOP '.repeat(400),
    ],
  ])('takes %j for nothing but a text', (text) => expect(words.meaningOf(text)).toBeNull());
});
