import { readReply, SmtpFailure, type SmtpPhase, writeReply } from './smtp-failure.js';

/** What an error of the library says of a mail in this phase: `code` is its kind, `originalCode` the network's. */
export function failureOf(error: Error, phase: SmtpPhase): SmtpFailure {
  const { code = '', originalCode, response, command } = error as Error & Record<string, string | undefined>;
  const reply = response === undefined ? null : readReply(response);
  if (reply !== null) return new SmtpFailure(phase, null, writeReply(reply), reply, command ?? null);
  if (response !== undefined || code === 'EPROTOCOL')
    return new SmtpFailure(phase, 'unreadable_answer', 'gave no answer that can be read');
  if (code === 'EMESSAGE') return new SmtpFailure(phase, 'too_large', 'takes no mail of this size');
  if (code === 'EENVELOPE')
    return new SmtpFailure(phase, 'invalid_message', 'cannot be given such an address');
  if (code === 'ECONNECTION') return new SmtpFailure(phase, 'ECONNRESET', 'closed the connection');
  const network = originalCode ?? (code || 'network_error');
  return new SmtpFailure(phase, network, `cannot be reached (${network})`);
}

/** Which recipients of this envelope were refused so far, as the library notes it. */
export function rejectionsOf(envelope: object): (Error & { recipient?: string })[] {
  const { rejectedErrors } = envelope as { rejectedErrors?: (Error & { recipient?: string })[] };
  return rejectedErrors ?? [];
}
