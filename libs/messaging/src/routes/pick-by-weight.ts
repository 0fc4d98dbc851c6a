/** An account, and its share of the messages; 0: only while the others cannot. */
export interface Share {
  account: string;
  weight: number;
}

/** One of them (there is one at least), each as often as its weight says; the first where none has any. */
export function pickByWeight(shares: readonly Share[], random = Math.random): string {
  const sum = shares.reduce((total, { weight }) => total + weight, 0);
  let left = random() * sum;
  for (const { account, weight } of shares) {
    left -= weight;
    if (left < 0) return account;
  }
  return (shares[0] as Share).account;
}
