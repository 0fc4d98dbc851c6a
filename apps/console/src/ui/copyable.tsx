import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.js';
import { Text } from './text.js';
import './copyable.css';

const SHOWN_MS = 1_500;

/** An id, a secret or whatever else is taken elsewhere, and a button that copies it. `what` it is, is said by the button. */
export function Copyable({ text, what }: { text: string; what: string }) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <span className="copyable">
      <code>
        <Text>{text}</Text>
      </code>
      <IconButton
        label={isCopied ? 'Copied' : `Copy ${what}`}
        icon={isCopied ? Check : Copy}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}
      />
    </span>
  );
}
