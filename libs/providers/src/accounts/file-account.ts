import { type FileAccount, variableName } from '#config';
import { faultsInProduction, sandboxAtRealService } from './account-faults.js';
import { type ProviderAccount, readAccountSettings } from './default-account.js';
import { kindOfAccount, type ProviderKind } from './provider-kind.js';

/** `authToken`, as the routes file writes it. */
const fieldOf = (property: string) => variableName(property).toLowerCase();

/**
 * An account of the routes file, as its kind has it; null with a fault for each thing that is wrong with it, which may be no
 * more than half of one: what it needs must be there.
 */
export function readFileAccount(
  { name, values, fault }: FileAccount,
  kinds: readonly ProviderKind[],
  { isProduction, sandboxPort }: { isProduction: boolean; sandboxPort: number },
): ProviderAccount | null {
  const kind = kinds.find((each) => each.name === kindOfAccount(name));
  if (kind === undefined) {
    fault(`is of no kind of provider that there is: ${kinds.map((each) => each.name).join(', ')}`);
    return null;
  }
  if (kind.name === name) {
    fault(`is the account of the environment; further ones have a name behind it, such as ${name}.eu`);
    return null;
  }
  const known = Object.keys(new kind.Account()).map(fieldOf);
  const unknown = Object.keys(values).filter((field) => !known.includes(field));
  for (const field of unknown) fault(`is not known here; known: ${known.join(', ')}`, field);
  const missing = kind.needs.filter((property) => !values[fieldOf(property)]);
  for (const property of missing) fault(`needs ${fieldOf(property)}`);

  const { settings, problems } = readAccountSettings(kind, values, fieldOf, sandboxPort);
  const account = { name, kind, settings, lack: null, settingName: fieldOf };
  const unfit = isProduction ? faultsInProduction(account) : sandboxAtRealService(account);
  const found = problems.length > 0 ? problems : unfit;
  for (const problem of found) {
    const [field = '', ...words] = problem.split(' ');
    fault(words.join(' '), field);
  }
  if (unknown.length + missing.length + found.length > 0) return null;
  return { ...account, settingName: (property) => `${fieldOf(property)} of ${name} in ROUTES_FILE` };
}
