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

/** SQL for why message `n` failed: one code that most have, and others down to one in a thousand. */
export const CODE_SQL = `
  CASE WHEN n % 1000 = 10 THEN '21610' WHEN n % 20 = 15 THEN '30007' WHEN n % 4 = 1 THEN 'expired'
       WHEN channel = 'email' THEN '550' ELSE '30003' END`;

/** SQL for the metadata of message `n`: none, or a value of this message only and one of five. */
export const METADATA_SQL = `
  CASE WHEN n % 2 = 0 THEN '{}'::jsonb
       ELSE jsonb_build_object('order_id', 'order-' || n, 'plan', 'plan' || n % 5) END`;
