import { FetchSlots, type ReleaseSlot } from './fetch-slots.js';

const of = (number: number) => `https://host-${number}.example/file`;

/** How many of `count` messages with one file each get a place at once. */
async function enter(
  places: FetchSlots,
  count: number,
  url: (number: number) => string,
): Promise<ReleaseSlot[]> {
  const entered = Array.from({ length: count }, (_, number) => places.enter([url(number)]));
  const now = await Promise.all(
    entered.map((place) => place && Promise.race([place, Promise.resolve(null)])),
  );
  return now.filter((leave): leave is ReleaseSlot => leave !== null);
}

describe('FetchSlots', () => {
  it('gives an origin that nobody knows few, and one that delivers many', async () => {
    const places = new FetchSlots();
    const first = await enter(places, 20, () => of(1));
    expect(first).toHaveLength(2);
    places.learn(of(1), true);
    expect((await enter(places, 30, () => of(1))).length).toBeLessThanOrEqual(16);
  });

  it('keeps places for those that deliver, however many others there are', async () => {
    const places = new FetchSlots();
    for (let number = 0; number < 500; number += 1) places.learn(of(number), false);
    expect(await enter(places, 500, of)).toHaveLength(8);
    expect(await enter(places, 500, (number) => of(1_000 + number))).toHaveLength(8);
    places.learn(of(5_000), true);
    expect(await enter(places, 10, () => of(5_000))).toHaveLength(10);
  });

  it('lets the next in as one leaves, whose origin has room', async () => {
    const places = new FetchSlots();
    const [leave] = await enter(places, 2, () => of(1));
    const waiting = places.enter([of(1)]);
    leave?.();
    leave?.();
    expect(await waiting).not.toBeNull();
    expect(await enter(places, 1, () => of(1))).toHaveLength(0);
  });

  it('sends away at once who would wait for one that is slow, and the others after a while', async () => {
    const places = new FetchSlots();
    places.learn(of(1), false);
    await enter(places, 2, () => of(1));
    expect(places.enter([of(1)])).toBeNull();
    expect(places.enter([of(2), of(1)])).toBeNull();
    await enter(places, 2, () => of(2));
    expect(await places.enter([of(2)])).toBeNull();
  });
});
