/** An account, and its share of the messages; 0: only while the others cannot. */
export interface Share {
  account: string;
  weight: number;
}

/** One of them (there is one at least), each as often as its weight says; the first where none has any. */
export function weighted<Item extends { weight: number }>(
  items: readonly Item[],
  random = Math.random,
): Item {
  const sum = items.reduce((total, { weight }) => total + weight, 0);
  let left = random() * sum;
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return items[0] as Item;
}

/** The account of one of them, as `weighted`. */
export function pickByWeight(shares: readonly Share[], random = Math.random): string {
  return weighted(shares, random).account;
}
