/**
 * What a key with `mask` sees of a field, said beside its `ApiProperty`: `@ApiProperty({ ...ADDRESS, example: ... })`. A text
 * of which nothing is said is hidden: whoever forgets to say it hides too much, and shows nothing.
 */
const NAME = 'x-masked';

/** How a field is masked, as the documents have it. */
export type MaskKind = 'never' | 'secret' | 'address' | 'words';

const kind = (name: MaskKind): object => ({ [NAME]: name });

/** No one's number and no one's words: shown as it is. */
export const SHOWN = kind('never');
/** Made for whoever asks, and for nobody else's eyes: shown as it is, and recorded nowhere. */
export const SECRET = kind('secret');
/** A number or a mail address: its beginning and its end are shown. */
export const ADDRESS = kind('address');
/** Words of a provider or of ours: shown, save the numbers and addresses among them. */
export const WORDS = kind('words');

/** What a schema of the documents says of it. */
export function maskKindOf(schema: object): MaskKind | undefined {
  return (schema as Record<string, MaskKind | undefined>)[NAME];
}
