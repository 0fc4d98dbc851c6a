/** Format characters (marks of direction, joiners, soft hyphens, byte order marks) and what else shows nothing. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Those of them that names need: joiners of letters and emoji, variation selectors, the tags of flags. */
const UNSEEN_IN_NAMES =
  /(?!\u200c|\u200d|\p{Variation_Selector}|[\u{e0020}-\u{e007f}])[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const PLAIN = /^[ -~]*$/;

/** The text without the characters that nobody sees: address books, chats and web pages put them around what they show. */
export function visibleText(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, '');
}

/** As `visibleText`, for a name that is shown: what shapes its letters and emoji stays, what turns or hides them goes. */
export function visibleName(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN_IN_NAMES, '');
}
