import type { LedgerProvider } from './ledger-provider.js';

/** Takes these away for as long as `meanwhile` lasts. */
export async function absent(
  providers: readonly LedgerProvider[],
  meanwhile: () => Promise<void>,
): Promise<void> {
  await Promise.all(providers.map((provider) => provider.down()));
  await meanwhile();
  await Promise.all(providers.map((provider) => provider.up()));
}
