import { erasedAddressIfAny } from '../privacy/erased-form.js';
import { participantOf } from '../tables/participant.js';

/** What is asked of the list of suppressions; all are expressions of SQL, addresses are participants. */
interface SuppressionCheck {
  channel: string;
  address: string;
  sender: string;
  /** The number that stands for the sender; null: none. */
  number?: string;
  /** Whether the reason `s.reason` is to be ignored. `stop` never is. */
  isIgnored: string;
}

/** SQL for whether an address wants nothing from a sender. */
export function isSuppressed({
  channel,
  address,
  sender,
  number = 'NULL',
  isIgnored,
}: SuppressionCheck): string {
  return `EXISTS (
    SELECT 1 FROM suppressions s
     WHERE s.channel = ${channel} AND s.address IN (${address}, ${erasedAddressIfAny(address)}) AND s.sender IN ('', ${sender}, ${number})
       AND (s.reason = 'stop' OR NOT ${isIgnored}))`;
}

/** SQL for whether the recipient of a message wants nothing from its sender; `m`: the alias of the message's row. */
export function isMessageSuppressed(m: string): string {
  return isSuppressed({
    channel: `CASE ${m}.type WHEN 'email' THEN 'email' ELSE 'sms' END`,
    address: participantOf(`${m}.type`, `${m}.to_address`),
    sender: participantOf(`${m}.type`, `${m}.from_address`),
    number: `lower(${m}.sent_from)`,
    isIgnored: `coalesce(${m}.options->'ignore_suppression' ? s.reason, false)`,
  });
}
