import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.js';
import { Text } from './text.js';
import { showFailure } from './toast.js';
import './copyable.css';

const SHOWN_MS = 1_500;

interface CopyableProps {
  text: string;
  /** As the button says it. */
  what: string;
}

/** An id, a secret or whatever else is taken elsewhere, and a button that copies it. */
export function Copyable({ text, what }: CopyableProps) {
  return (
    <span className="copyable">
      <code>
        <Text>{text}</Text>
      </code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

export function CopyButton({ text, what }: CopyableProps) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <IconButton
      label={isCopied ? 'Copied' : `Copy ${what}`}
      icon={isCopied ? Check : Copy}
      onClick={() => void copy(text).then(() => setIsCopied(true), showFailure)}
    />
  );
}

/** Browsers give the clipboard to pages of https and of this machine alone. */
async function copy(text: string): Promise<void> {
  if (!('clipboard' in navigator)) throw new Error('The browser lets this page copy only over https.');
  await navigator.clipboard.writeText(text);
}
