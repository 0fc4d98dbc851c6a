/** Said in one message in thirty. */
const NOUNS =
  'parcel invoice ticket booking refund delivery payment appointment reminder coupon receipt warranty repair visit order ' +
  'upgrade contract deposit voucher lesson rental tour survey permit flight ferry concert dinner haircut vaccine';

/**
 * SQL for the body of message `n`: words that are in every message, one that is in one of thirty, one of a thousand, one
 * of a hundred thousand and one that is in this message only.
 */
export const WORDS_SQL = `
  'Your ' || (string_to_array('${NOUNS}', ' '))[1 + n % 30] || ' is ready at branch' || n % 1000 || ', desk'
  || n % 100000 || '. The code is ref' || to_hex(n * 2654435761 % 4294967296) || '.'`;
