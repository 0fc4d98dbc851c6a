/** Where to go on; undefined at the end. */
export interface Page<Item, Place> {
  items: Item[];
  next: Place | undefined;
}

/** Every item of a list, one page fetched after the other, each when it is come to. Ends early when the caller does. */
export async function* itemsOf<Item, Place>(
  fetchPage: (place: Place | undefined) => Promise<Page<Item, Place>>,
): AsyncGenerator<Item, void, undefined> {
  let place: Place | undefined;
  do {
    const page = await fetchPage(place);
    yield* page.items;
    place = page.next;
  } while (place !== undefined);
}

/** The page after one of a list that is counted through; none after one that is not full. */
export function nextOffset(offset: number, limit: number, fetched: number): number | undefined {
  return fetched < limit ? undefined : offset + fetched;
}
