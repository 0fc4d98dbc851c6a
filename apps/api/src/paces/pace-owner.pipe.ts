import { Injectable, NotFoundException, type PipeTransform } from '@nestjs/common';
import { normaliseEmail, participantOf, textParty } from '#messaging';
import { Providers } from '#providers';

const NO_ONE =
  'A pace is of a sender or of an account: /api/v1/admin/paces/sender/{name} or /account/{name}.';

/** @throws NotFoundException for what is neither `sender` nor `account`. */
@Injectable()
export class PaceOfPipe implements PipeTransform<string, 'sender' | 'account'> {
  transform(of: string): 'sender' | 'account' {
    if (of === 'sender' || of === 'account') return of;
    throw new NotFoundException(NO_ONE);
  }
}

/**
 * The name under which a pace is kept: of a sender as it is compared. @throws NotFoundException when there is no such account, and
 * nobody can send as such a sender.
 */
export function paceName(of: 'sender' | 'account', name: string, providers: Providers): string {
  if (of === 'account') {
    if (providers.byName(name) !== null) return name;
    const names = providers.all.map((each) => each.name).join(', ');
    throw new NotFoundException(`There is no account of this name. Accounts: ${names}.`);
  }
  const sender = name.includes('@') ? normaliseEmail(name) : textParty(name)?.address;
  if (sender) return participantOf(sender);
  throw new NotFoundException('Nobody can send under this name.');
}
