const WHOLE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

/** A number of things, in the viewer's writing: `1,204`. */
export const count = (of: number): string => WHOLE.format(of);

/** So many of something, in words: `1 message`, `1,204 messages`. */
export const counted = (of: number, one: string, many = `${one}s`): string =>
  `${count(of)} ${of === 1 ? one : many}`;
