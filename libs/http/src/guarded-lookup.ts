import dns from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { HttpFailure } from './http-failure.js';
import { permits, refusedAddress, type TargetRules } from './guarded-target.js';

/** All addresses of a name. @throws the resolver's error. */
export type Resolve = (name: string) => Promise<string[]>;

/**
 * The look-up of a connection about to be made: the addresses it answers are the ones connected to, and nobody is asked
 * again, so a name that changes its answer between check and connect gains nothing. One forbidden address refuses
 * the name: an honest one has none.
 */
export function guardedLookup(rules: TargetRules, resolve: Resolve = resolverFor(rules)): LookupFunction {
  return (name, options, callback) => {
    const family = options.family === 4 || options.family === 6 ? options.family : 0;
    resolve(name).then(
      (addresses) => {
        const found = addresses
          .map((address) => ({ address, family: isIP(address) }))
          .filter((each) => family === 0 || each.family === family);
        if (!addresses.every((address) => permits(address, rules))) callback(refusedAddress(), '', 0);
        else if (!found[0]) callback(new HttpFailure('ENOTFOUND', 'the name has no address', false), '', 0);
        else if (options.all) callback(null, found);
        else callback(null, found[0].address, found[0].family);
      },
      (error: NodeJS.ErrnoException) => {
        const code = error.code ?? 'EAI_FAIL';
        callback(
          new HttpFailure(code, `the name cannot be resolved (${code})`, false, { cause: error }),
          '',
          0,
        );
      },
    );
  };
}

/**
 * Names of the internet are asked of the name servers directly: the operating system's own look-up has four threads for
 * the whole process, and a few names that are slow on purpose would keep our providers' waiting. Inside private networks
 * its host file and search domains are needed.
 */
function resolverFor({ allowPrivateNetworks }: TargetRules): Resolve {
  if (allowPrivateNetworks) {
    return async (name) => (await dns.promises.lookup(name, { all: true })).map(({ address }) => address);
  }
  const resolver = new dns.promises.Resolver({ timeout: 2_000, tries: 2 });
  return async (name) => {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length === 0 && answers[0].status === 'rejected') throw answers[0].reason;
    return addresses;
  };
}
