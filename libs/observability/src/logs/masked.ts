/** A number by itself, with or without its plus, also as an address of the web has it. Ids have letters or hyphens beside their digits. */
const NUMBER = /(?<![\w-])(?<!\d\.)(\+|%2B)?(\d{8,15})(?![\w-])(?!\.\d)/gi;
const MAIL = /[\w.!#$%&'*+/=?^`{|}~-]+@([\w-]+(?:\.[\w-]+)+)/g;

/**
 * A text for a log: of numbers and mail addresses so much is left that whoever knows one finds it again:
 * `+15551234567` -> `+1555•••4567`, `someone@example.org` -> `s•••@example.org`.
 */
export function masked(text: string): string {
  return text
    .replace(MAIL, (mail, domain: string) => `${mail[0]}•••@${domain}`)
    .replace(NUMBER, (_, plus: string | undefined, digits: string) => {
      const kept = digits.length >= 11 ? 4 : 2;
      return `${plus ?? ''}${digits.slice(0, kept)}•••${digits.slice(-kept)}`;
    });
}
