import { Note } from '../ui/note.js';
import { Text } from '../ui/text.js';
import { ExplainedCode } from './explained-code.js';
import { failureOf, type MessageDetails } from './message-parts.js';
import { useExplanation } from './use-explanation.js';

/** Why a message failed, in the provider's words and in ours, and what to do about it. */
export function FailureNote({ message }: { message: MessageDetails }) {
  const failure = failureOf(message);
  const listed = useExplanation(failure?.provider ?? null, failure?.code ?? null);
  if (failure === null) return null;
  const attempt = message.attempts.findLast(({ code }) => code !== null && code === failure.code);
  const explanation = attempt?.explanation ?? listed;
  const hasFailed = message.status === 'failed';
  return (
    <Note tone={hasFailed ? 'bad' : 'warn'}>
      <div className="failure-note">
        <p className="line failure-head">
          <strong>{hasFailed ? 'It failed' : 'The last attempt failed'}</strong>
          {failure.code === null ? null : <code>{failure.code}</code>}
          {failure.provider === null ? null : <span>{failure.provider}</span>}
        </p>
        {failure.text === explanation?.title ? null : <Text>{failure.text}</Text>}
        {explanation ? (
          <ExplainedCode explanation={explanation} />
        ) : explanation === undefined || failure.code === null ? null : (
          <span>This code is in no table that we know of; its provider knows what it means.</span>
        )}
      </div>
    </Note>
  );
}
