import { CopyButton } from '../ui/copyable.js';
import { Panel } from '../ui/panel.js';
import { Text } from '../ui/text.js';
import { curlOf } from './curl-of.js';
import type { Message } from './message-parts.js';
import './message-curl.css';

/** The message as a command: for who writes a program that sends such ones. */
export function MessageCurl({ message }: { message: Message }) {
  const command = curlOf(message, location.origin);
  return (
    <Panel title="The same as curl" actions={<CopyButton text={command} what="the command" />}>
      <pre className="message-curl" tabIndex={0} aria-label="The command">
        <Text>{command}</Text>
      </pre>
    </Panel>
  );
}
