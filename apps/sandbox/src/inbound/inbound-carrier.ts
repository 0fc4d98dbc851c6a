import type { CallbackResult } from '../callbacks/callback-queue.js';
import type { InboundDto } from './inbound.dto.js';

/** Brings a text of a person to the api, and tells how the first try ended. `origin`: of this sandbox. */
export interface InboundCarrier {
  write(text: InboundDto, origin: string): Promise<{ id: string; result: CallbackResult }>;
}
