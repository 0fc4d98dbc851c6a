import { Injectable } from '@nestjs/common';
import { type Claim, SuppressedAddresses } from '#entities';
import { participantOf } from '../addresses/participants.js';

/** Who else gets an email. */
export interface Copies {
  cc: string[];
  bcc: string[];
}

export const NO_COPIES: Copies = { cc: [], bcc: [] };

export function hasCopies({ options: { cc, bcc } }: Claim): boolean {
  return cc !== undefined || bcc !== undefined;
}

/** Takes those who do not want to be written to off an email's copies; its own recipient is the claim's concern. */
@Injectable()
export class CopyRecipients {
  constructor(private readonly suppressed: SuppressedAddresses) {}

  async of({ from, options }: Claim): Promise<Copies> {
    const { cc = [], bcc = [], ignore_suppression } = options;
    const participants = [...cc, ...bcc].map(participantOf);
    const unwanted = await this.suppressed.among(
      'email',
      participants,
      participantOf(from),
      ignore_suppression,
    );
    const wanted = (address: string) => !unwanted.has(participantOf(address));
    return { cc: cc.filter(wanted), bcc: bcc.filter(wanted) };
  }
}
