/** Explained in docs/decisions/0030-accounts-and-routes.md and 0031-failover-after-a-definite-refusal.md. */
import { Injectable } from '@nestjs/common';
import type { Claim, MessageType } from '#entities';
import { Providers } from '#providers';
import { pickByWeight, type Share } from '../routes/pick-by-weight.js';
import { RouteTable } from '../routes/route-table.js';
import type { Admission, ProviderGate } from './provider-gate.js';
import { ProviderGates } from './provider-gates.js';

/** Why a message goes by another account than it was meant for: a word, and the same for people. */
export interface RerouteReason {
  reason: string;
  why: string;
}

/** By which account a claimed message goes now. */
export type Choice =
  | { account: string; leave: () => void; reroute: RerouteReason | null }
  /** None of its accounts can be called now. */
  | { account: null; waitMs: number; text: string };

const stay = (account: string) => ({ account, leave: () => undefined, reroute: null });

/**
 * Chooses, at claim, the account a message goes by: the one it was meant for while that can be called, else another of its
 * route. Asks memory alone.
 */
@Injectable()
export class AccountChoice {
  constructor(
    private readonly providers: Providers,
    private readonly routes: RouteTable,
    private readonly gates: ProviderGates,
  ) {}

  /**
   * Whether anything of a type can be sent now. An account that is held may be tried by one message at a time: the admission
   * says by which. @throws TransientError saying when to ask again, while all accounts of the type are held.
   */
  admit(type: MessageType): Admission {
    return this.gates.admit(this.routes.accountsOf(type));
  }

  /** `admission`: what the message came with. */
  of(claim: Claim, admission: Admission): Choice {
    const { provider } = claim;
    const isWanted = this.providers.byName(provider) !== null && claim.refusals[provider] === undefined;
    if (isWanted && admission.account === provider) return { ...stay(provider), leave: admission.leave };
    if (isWanted && this.gates.of(provider).takesAll) return stay(provider);
    const shares = this.sharesLeft(claim);
    // With one account alone there is nothing to choose: its gate says what becomes of the call.
    if (shares.length === 1 && shares[0]?.account === provider) return stay(provider);
    return this.among(shares, claim, admission, isWanted);
  }

  /** The accounts that a message may still go by, besides the one it was just refused by. */
  othersFor(claim: Claim): string[] {
    const shares = this.routes.sharesFor(claim);
    return shares
      .map(({ account }) => account)
      .filter((account) => account !== claim.provider && claim.refusals[account] === undefined)
      .filter((account) => this.isOpenTo(account, claim));
  }

  /** Whether some account of its route has not said for good that it will not have it. */
  hasHope(claim: Claim, refusals: Claim['refusals']): boolean {
    return this.routes.sharesFor(claim).some(({ account }) => refusals[account] !== 'final');
  }

  private isOpenTo(account: string, claim: Claim): boolean {
    const provider = this.providers.byName(account);
    return (
      provider?.lack === undefined &&
      provider?.channels.includes(claim.type) === true &&
      this.gates.of(account).isFree
    );
  }

  private among(shares: readonly Share[], claim: Claim, admission: Admission, isWanted: boolean): Choice {
    const { provider } = claim;
    const reroute = this.reasonToLeave(provider, isWanted);
    const recovering: string[] = [];
    for (const account of inOrder(shares, provider)) {
      const gate = this.gates.of(account);
      const leave = admission.account === account ? admission.leave : gate.enter();
      if (leave === null) continue;
      if (gate.isFree && !gate.comeback.admits()) recovering.push(account);
      else return { account, leave, reroute: account === provider ? null : reroute };
    }
    // Slowly is better than not at all.
    const [first] = recovering;
    if (first !== undefined)
      return { account: first, leave: () => undefined, reroute: first === provider ? null : reroute };
    return wait(shares.map(({ account }) => this.gates.of(account)));
  }

  /** Those that refused it are not asked again: only where all have, those that did not for good. */
  private sharesLeft(claim: Claim): readonly Share[] {
    const all = this.routes.sharesFor(claim);
    if (Object.keys(claim.refusals).length === 0) return all;
    const fresh = all.filter(({ account }) => claim.refusals[account] === undefined);
    if (fresh.length > 0) return fresh;
    const possible = all.filter(({ account }) => claim.refusals[account] !== 'final');
    return possible.length > 0 ? possible : all;
  }

  private reasonToLeave(provider: string, isWanted: boolean): RerouteReason {
    if (this.providers.byName(provider) === null)
      return { reason: 'removed', why: `${provider} is no account here any more` };
    if (!isWanted) return { reason: 'refused_message', why: `${provider} refused it` };
    const hold = this.gates.holdOf(provider);
    if (hold !== null) return { reason: hold.reason, why: hold.text };
    return { reason: 'recovering', why: `${provider} is back, and takes messages again step by step` };
  }
}

/** The one it was meant for first, if it is one of them; then by weight, each once. */
function inOrder(shares: readonly Share[], first: string): string[] {
  const left = shares.filter(({ account }) => account !== first);
  const order = left.length < shares.length ? [first] : [];
  while (left.length > 0) {
    const next = pickByWeight(left);
    order.push(next);
    left.splice(
      left.findIndex(({ account }) => account === next),
      1,
    );
  }
  return order;
}

function wait(gates: ProviderGate[]): Choice {
  const [soonest] = gates.sort((one, other) => one.waitMs - other.waitMs);
  const text = gates.map(({ hold }) => hold?.text ?? 'an account is being tried').join('; ');
  return { account: null, waitMs: soonest?.waitMs ?? 0, text };
}
