/** A part of a multipart form (RFC 7578), as it came. */
export interface FormPart {
  name: string;
  /** As bytes, since their charset may be said elsewhere; null: a field, and no file. */
  filename: Buffer | null;
  /** Type and subtype in lower case; empty where it does not say. */
  contentType: string;
  /** Of its own Content-Type. */
  charset: string | null;
  content: Buffer;
}
