/**
 * The ranges of callbacks.target in which callback_urls are. The target of an endpoint is its id, which begins with a figure or a
 * letter up to f; that of a URL with its scheme.
 */
export const TARGETS_OF_URLS = "(VALUES ('A', 'a'), ('g', '~')) AS r (low, high)";
