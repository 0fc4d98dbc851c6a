import { participantOf } from '#messaging';
import { IsPerson } from '../addresses/address-fields.js';
import { recipientOn } from '../addresses/normalised.js';
import { IsUuid } from '../http/validation/value-fields.js';
import { InvalidFields } from '../problems/field-error.js';

/** The body of `POST /api/v1/erasures`: one of the two. */
export class CreateErasureDto {
  @IsPerson({ optional: true, example: '+15552220199', description: 'A phone number or an email address.' })
  address?: string;

  @IsUuid({ optional: true, description: 'A conversation in place of an address.' })
  conversation_id?: string;
}

/** What is to be erased. @throws InvalidFields when that is nothing, or both. */
export function subjectOf({
  address,
  conversation_id,
}: CreateErasureDto): { address: string } | { conversation: string } {
  if ((address === undefined) === (conversation_id === undefined)) {
    const reason =
      address === undefined
        ? 'or conversation_id is required'
        : 'is not possible together with conversation_id';
    throw new InvalidFields([{ field: 'address', reason }]);
  }
  return conversation_id === undefined
    ? { address: personOf(address as string) }
    : { conversation: conversation_id.toLowerCase() };
}

/** A valid address as messages, conversations and suppressions have it. */
export function personOf(address: string): string {
  return participantOf(recipientOn(address.includes('@') ? 'email' : 'sms', address) as string);
}
