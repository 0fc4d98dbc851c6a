import type { FileRoute, RouteChannel } from '#config';
import type { ProviderAccount } from './default-account.js';

const ALL: readonly RouteChannel[] = ['sms', 'mms', 'email'];

/** Finds fault with each account of a route that is not there, cannot be used, or does not carry what the route brings. */
export function checkAccountsOf(
  { match, accounts, fault }: FileRoute,
  known: readonly ProviderAccount[],
): void {
  const channels = (match.channel as RouteChannel[] | undefined) ?? ALL;
  for (const { account: name } of accounts) {
    const account = known.find((each) => each.name === name);
    if (account === undefined) {
      const names = known.filter(({ lack }) => lack === null).map((each) => each.name);
      fault(`${JSON.stringify(name)} is no account; there are: ${names.join(', ')}`, 'accounts');
      continue;
    }
    if (account.lack !== null) fault(`${name} is not configured: set ${account.lack}`, 'accounts');
    const foreign = channels.filter((channel) => !account.kind.channels.includes(channel));
    if (foreign.length > 0)
      fault(
        `${name} carries ${account.kind.channels.join(' and ')} alone, not ${foreign.join(' and ')}: say in match.channel what the route is for`,
        'accounts',
      );
  }
}
