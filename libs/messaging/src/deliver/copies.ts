import { Injectable } from '@nestjs/common';
import { type Claim, SuppressedAddresses } from '#entities';
import { participantOf } from '../addresses/participants.js';

/** Who else gets an email. */
export interface Copies {
  cc: string[];
  bcc: string[];
}

/** Takes those who do not want to be written to off an email's copies; its own recipient is the claim's concern. */
@Injectable()
export class CopyRecipients {
  constructor(private readonly suppressed: SuppressedAddresses) {}

  /** Costs a look into the database only where there are copies. */
  async of({ from, options }: Claim): Promise<Copies> {
    const { cc = [], bcc = [], ignore_suppression } = options;
    if (cc.length + bcc.length === 0) return { cc, bcc };
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
