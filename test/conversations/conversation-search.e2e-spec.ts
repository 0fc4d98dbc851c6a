import { EMAIL, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { conversationsOf, freshNumber, pair, root } from './conversation-tools.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

const { api, search, open, inTail } = conversationsOf(() => system);

describe('the search', () => {
  it('finds a part of a number, an address or a title, and words of a message, before anything is indexed', async () => {
    const to = '+15558675309';
    const { conversation_id: numbered } = await send(system.url, {
      ...SMS,
      to,
      body: 'The Wombat arrives, 100% sure',
    });
    const { conversation_id: addressed } = await send(system.url, {
      ...EMAIL,
      to: 'kangaroo@outback.example',
    });
    const titled = await open({ ...pair(), title: 'About 50%_off\\ Platypus' });
    const found = async (query: string) => (await search(query)).map(({ id, matched }) => [id, matched]);
    const each = async () => {
      expect(await found('867530')).toEqual([[numbered, ['participant']]]);
      expect(await found('867-53 (09)')).toEqual([[numbered, ['participant']]]);
      expect(await found('wombat sure')).toEqual([[numbered, ['message']]]);
      expect(await found('wombat unsure')).toEqual([]);
      expect(await found('wom')).toEqual([[numbered, ['message']]]);
      expect(await found('wom sur')).toEqual([[numbered, ['message']]]);
      expect(await found('ombat')).toEqual([]);
      expect(await found('ROO@outb')).toEqual([[addressed, ['participant']]]);
      expect(await found('platypus')).toEqual([[titled.id, ['title']]]);
      expect(await found('%_off\\ p')).toEqual([[titled.id, ['title']]]);
      expect(await found('%_o')).toEqual([[titled.id, ['title']]]);
      expect(await found('%%%')).toEqual([]);
      expect(await found('?!')).toEqual([]);
    };
    await each();
    await system.startProcessor();
    await eventually(async () => expect(await inTail()).toBe(0));
    await each();
    await api().patch(`${root}/${titled.id}`).send({ title: 'Echidna' }).expect(200);
    expect(await found('platypus')).toEqual([]);
    expect(await found('CHIDN')).toEqual([[titled.id, ['title']]]);
  });

  it('finds the beginnings of words as people type them, before and after they are indexed', async () => {
    const texts = {
      far: "Our trip to Zanzibar, Tanzania: see https://zanzi.example.com/it's?on=1 or ask zoe@lagoon.example",
      sweet: 'Zürich: Frühstückspension "Öhri", 20% off',
      quoted: `O'Zanetti's well-known café C:\\files`,
    };
    const ids: Record<string, unknown> = {};
    for (const [name, body] of Object.entries(texts))
      ids[name] = (await send(system.url, { ...SMS, to: freshNumber(), body })).conversation_id;
    const queries: [string, string[]][] = [
      ['zanzi', ['far']],
      ['ZANZI', ['far']],
      ['tanz zanzi', ['far']],
      ['zanzi unrelated', []],
      ['anzibar', []],
      ['zanzibar,', ['far']],
      ['"zanzi"', ['far']],
      ["'zanzi'", ['far']],
      ["zanzi'", ['far']],
      ['(zanzi', ['far']],
      ['zanzi:*', ['far']],
      ['zanzi*', ['far']],
      ['zanzi & tanz', ['far']],
      ['zanzi | tanz', ['far']],
      ['!zanzi', ['far']],
      ['zanzi <-> tanz', ['far']],
      ['zanzi\\', ['far']],
      ["zanzi.example.com/it's", ['far']],
      ['https://zanzi.example.com/i', ['far']],
      ['zoe@lagoon.ex', ['far']],
      ['zür', ['sweet']],
      ['ZÜRI früh öh', ['sweet']],
      ['20%', ['sweet']],
      ["o'zan", ['quoted']],
      ['well-kn', ['quoted']],
      ['caf', ['quoted']],
      ['café', ['quoted']],
      ['& | ! ( ) <-> :* \' " \\', []],
      ["'", []],
      ['\\', []],
      ['\u{1f600}', []],
      ["'; DROP TABLE messages; --", []],
    ];
    const each = async () => {
      for (const [query, names] of queries)
        expect([query, (await search(query)).map(({ id }) => id)]).toEqual([
          query,
          names.map((name) => ids[name]),
        ]);
    };
    await each();
    if (system.processors.length === 0) await system.startProcessor();
    await eventually(async () => expect(await inTail()).toBe(0));
    await each();
    // Among others that are newer, only an index finds them.
    await system.database.pool.query(
      `INSERT INTO message_index (message_id, conversation_id, created_at, direction, type, from_participant, to_participant,
                                  tags, words)
       SELECT ('0fffffff' || substr(gen_random_uuid()::text, 9))::uuid, gen_random_uuid(), now(), 'outbound', 'sms', '+1', '+2',
              '{}', 'newer' FROM generate_series(1, 2100)`,
    );
    await each();
  });

  it('answers at most what was asked for, the last written in first', async () => {
    const from = freshNumber();
    const sent = [];
    for (let n = 0; n < 4; n += 1)
      sent.push(await send(system.url, { ...SMS, from, to: freshNumber(), body: 'bandicoot' }));
    const ids = sent.map(({ conversation_id: id }) => id).reverse();
    expect((await search('bandicoot')).map(({ id }) => id)).toEqual(ids);
    expect((await search('bandicoot', 2)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
  });
});
