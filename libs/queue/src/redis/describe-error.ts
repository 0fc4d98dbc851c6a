/** One line that names the fault; connection errors of Node may have a code and an empty message. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What ioredis says of a cluster is that no node told of its slots; what they told instead stands here.
  if ('lastNodeError' in error && error.lastNodeError) return describeError(error.lastNodeError);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}

/** The first word of a Redis error reply, such as `NOGROUP`; empty for any other error. */
export function replyCode(error: unknown): string {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return '';
  return /^[A-Z]+/.exec(error.message)?.[0] ?? '';
}
