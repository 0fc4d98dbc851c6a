import { useState } from 'react';
import { Button } from '../ui/button.js';
import { Text } from '../ui/text.js';
import type { Message } from './message-parts.js';
import './message-content.css';

/** The words of a message; of a mail with HTML what its reader sees. */
export function MessageContent({ message }: { message: Message }) {
  const { id, subject, body, html, attachments } = message;
  const [showsText, setShowsText] = useState(false);
  const showsHtml = html !== null && !showsText;
  return (
    <div className="stack">
      {subject === null ? null : (
        <p className="message-subject">
          <Text>{subject}</Text>
        </p>
      )}
      {showsHtml ? (
        // The answer has a policy of its own: no script, nothing from elsewhere. The frame gives it no origin either.
        <iframe className="message-html" title="The mail" sandbox="" src={`/api/v1/messages/${id}/html`} />
      ) : (
        <pre className="message-body" tabIndex={0} aria-label="Text">
          {body === '' ? <span className="muted">No text</span> : <Text>{body}</Text>}
        </pre>
      )}
      {html === null ? null : (
        <div className="line">
          <Button onClick={() => setShowsText(!showsText)}>
            {showsText ? 'Show as a mail' : 'Show the text'}
          </Button>
          <span className="muted">Pictures from elsewhere are not loaded.</span>
        </div>
      )}
      {attachments.length === 0 ? null : (
        <ul className="stack">
          {attachments.map((url) => (
            <li key={url}>
              <Text>{url}</Text>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
