/** Longer than any short code; no longer than E.164 allows. */
const NUMBER = /^\d{7,15}$/;
/** Those whose parties have numbers; of others they have ids, which are digits too. */
const BY_NUMBER = new Set(['sms', 'mms', 'rcs', 'whatsapp', 'viber_service']);
/** Of texts the parties stand by themselves. */
const TEXTS = new Set(['sms', 'mms']);

/** A party as Vonage takes it: a number without its `+`; short codes and names as they are. */
export function toVonage(address: string): string {
  return /^\+\d+$/.test(address) ? address.slice(1) : address;
}

/** A party as Vonage names it, as we know it: `447700900000` is `+447700900000`, over WhatsApp `whatsapp:+447700900000`. */
export function fromVonage(address: string, channel: string): string {
  const party = BY_NUMBER.has(channel) && NUMBER.test(address) ? `+${address}` : address;
  return TEXTS.has(channel) ? party : `${channel.replace(/_.*/, '')}:${party}`;
}
