const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM7_EXTENDED = '\f^{}\\[~]|€';
const WIDTH = new Map([
  ...[...GSM7].map((c) => [c, 1] as const),
  ...[...GSM7_EXTENDED].map((c) => [c, 2] as const),
]);

/**
 * How many SMS a text takes: 160 characters of GSM 03.38 in one or 153 in each of several (those of the extension
 * table count twice), else 70 or 67 UTF-16 units (https://www.twilio.com/docs/glossary/what-sms-character-limit).
 */
export function segmentCount(text: string): number {
  const widths = [...text].map((character) => WIDTH.get(character));
  const isGsm7 = widths.every((width) => width !== undefined);
  const length = isGsm7 ? widths.reduce((sum, width) => sum + width, 0) : text.length;
  const [alone, joined] = isGsm7 ? [160, 153] : [70, 67];
  return length <= alone ? 1 : Math.ceil(length / joined);
}
