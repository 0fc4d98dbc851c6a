import { Inbox } from './inbox.js';
import { arrival, type InboxMessage } from './inbox-message.js';

const message = (id: string): InboxMessage =>
  arrival({
    ...{ id, provider: 'twilio', direction: 'outbound', channel: 'sms' },
    ...{ from: '+15551234567', to: '+15559876543', body: id, status: 'queued' },
  });
const ids = (inbox: Inbox) => [...inbox.newestFirst()].map(({ id }) => id);

describe('Inbox', () => {
  it('keeps the newest, in order, and forgets the rest', () => {
    const inbox = new Inbox(3);
    for (const id of ['a', 'b', 'c', 'd', 'e']) inbox.add(message(id));
    expect(ids(inbox)).toEqual(['e', 'd', 'c']);
    expect(inbox.find('b')).toBeUndefined();
    expect(inbox.find('c')?.id).toBe('c');
  });

  it('is empty after clearing, and fills again', () => {
    const inbox = new Inbox(3);
    inbox.add(message('a'));
    inbox.clear();
    expect(ids(inbox)).toEqual([]);
    expect(inbox.find('a')).toBeUndefined();
    inbox.add(message('b'));
    expect(ids(inbox)).toEqual(['b']);
  });
});
