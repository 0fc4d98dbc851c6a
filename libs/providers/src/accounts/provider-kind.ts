import type { SettingsClass } from '#config';
import type { Channel, MessageProvider } from '../message-provider.js';

/** How the operator writes a property of an account, in words on what is to be mended: `authToken` is `TWILIO_AUTH_TOKEN`. */
export type SettingName = (property: string) => string;

/** What an account of any kind is made with besides its own settings. */
interface AccountContext {
  /** The account's name: `twilio`, `twilio.eu`; its callbacks go to `/api/v1/webhooks/{name}`. */
  name: string;
  /** Where providers reach our api. */
  publicUrl: string;
  /** What one call may take. */
  timeoutMs: number;
  maxSockets: number;
  settingName: SettingName;
  isProduction: boolean;
  /** Sign what stands in mails, and comes back to us; the first signs, all are believed. */
  mailSecrets: string[];
}

type Field<Account> = keyof Account & string;

/** A kind of provider: what an account of it needs, and how it is made. Each kind declares its own, in its folder. */
export interface KindOf<Account extends object> {
  /** Its folder, the name of its default account, and what the variables of that account begin with. */
  readonly name: string;
  readonly channels: readonly Channel[];
  /**
   * Settings of an account, each with a default and its rules (class-validator). `authToken` is `TWILIO_AUTH_TOKEN` for the
   * default account, and `auth_token` in the routes file. `baseUrl`, where there is one, is filled in for the sandbox.
   */
  readonly Account: SettingsClass<Account>;
  /** In production all of these or none: without them the account is not configured. */
  readonly needs: readonly Field<Account>[];
  /** Of those, what the provider is shown in a call: without it nothing can be sent. */
  readonly credentials: readonly Field<Account>[];
  /** What is known to us and to the provider alone; in production no published one is taken. */
  readonly secrets: readonly Field<Account>[];
  /** Of those, what proves to us who calls: whoever guesses one can forge. In production no weak one is taken. */
  readonly proofs: readonly Field<Account>[];
  /** Outside production the default account, where nothing else is set. None: the kind is not configured then. */
  readonly sandbox: Partial<Account>;
  /** The hosts of the real service, where the sandbox's credentials are never sent; null: there is none but one's own. */
  readonly real: RegExp | null;
  create(account: Readonly<Account>, context: AccountContext): MessageProvider;
}

/** A kind whose account is of some class. */
export type ProviderKind = KindOf<Record<string, string | number | boolean>>;

/** Declares a kind, its fields checked against the class of its accounts. */
export function providerKind<Account extends object>(kind: KindOf<Account>): ProviderKind {
  // Each kind is handed only accounts that were made by its own class.
  return kind as unknown as ProviderKind;
}

/** The kind of an account by its name: what is before the first dot. */
export function kindOfAccount(account: string): string {
  return account.split('.', 1)[0] as string;
}
