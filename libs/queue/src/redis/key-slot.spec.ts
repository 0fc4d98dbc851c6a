import { slotOf } from './key-slot.js';

describe('slotOf', () => {
  // As CLUSTER KEYSLOT of Redis 7.0 answers.
  it.each([
    ['123456789', 12_739],
    ['message_queue:sms', 13_237],
    ['{message_queue:sms}:dead', 13_237],
    ['prefix:{message_queue:sms}', 13_237],
    ['webhook_queue', 4_735],
    ['{}{message_queue:sms}', 112],
    ['Straße', 3_130],
  ])('of %j', (key, slot) => {
    expect(slotOf(key)).toBe(slot);
  });
});
