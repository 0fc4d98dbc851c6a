import { Injectable, type PipeTransform } from '@nestjs/common';
import type { MessageEntry } from '#messaging';
import { PoisonError } from '#queue';
import { isUUID } from 'class-validator';

/** @throws PoisonError for an entry that names no message: no later delivery can mend it. */
@Injectable()
export class MessageIdPipe implements PipeTransform<Partial<MessageEntry>, MessageEntry> {
  transform(entry: Partial<MessageEntry>): MessageEntry {
    if (!isUUID(entry.message_id)) throw new PoisonError('message_id is missing or no UUID');
    return entry as MessageEntry;
  }
}
