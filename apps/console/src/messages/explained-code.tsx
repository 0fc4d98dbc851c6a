import type { Schemas } from '../api/api.js';
import './explained-code.css';

/** A code in words: what it means, what to do, and where that is written. */
export function ExplainedCode({ explanation }: { explanation: Schemas['Explanation'] }) {
  const { title, what_to_do, source } = explanation;
  return (
    <div className="explained-code">
      <strong>{title}</strong>
      <span>{what_to_do}</span>
      {source !== null && /^https:\/\//.test(source) ? (
        <a href={source} target="_blank" rel="noreferrer">
          {new URL(source).hostname}
        </a>
      ) : null}
    </div>
  );
}
