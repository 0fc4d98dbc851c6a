import { isFinal, type MessageStatus, sourcesOf } from './message-status.js';

describe('the moves of a message', () => {
  it.each<[MessageStatus, MessageStatus[]]>([
    ['scheduled', []],
    ['pending', ['scheduled', 'pending', 'retry', 'failed']],
    ['sending', ['pending', 'sending', 'retry']],
    ['retry', ['sending']],
    ['sent', ['pending', 'sending', 'retry']],
    ['delivered', ['sent']],
    ['failed', ['scheduled', 'pending', 'sending', 'retry', 'sent', 'delivered']],
    ['canceled', ['scheduled', 'pending', 'retry']],
    ['received', []],
  ])('to %s lead only %j', (to, sources) => {
    expect(sourcesOf(to).sort()).toEqual([...sources].sort());
  });

  it('ends', () => {
    expect((['delivered', 'failed', 'canceled', 'received'] as const).every(isFinal)).toBe(true);
    expect((['scheduled', 'pending', 'sending', 'retry', 'sent'] as const).some(isFinal)).toBe(false);
  });
});
