import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button.js';
import '../ui/dialog.css';
import './shortcuts.css';

const KEYS: [key: string, what: string][] = [
  ['/', 'Search this list'],
  ['j', 'Next row'],
  ['k', 'Previous row'],
  ['Enter', 'Open the row'],
  ['Esc', 'Close a dialog, leave a field'],
  ['?', 'These keys'],
];

/** Keys that work in every view, unless somebody is typing. */
export function Shortcuts() {
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key === 'Escape' && target.matches('input[type=search]')) target.blur();
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target)) return;
      if (document.querySelector('[role=dialog], [role=alertdialog]') !== null) return;
      if (event.key === '?') setIsHelpOpen(true);
      else if (event.key === '/') document.querySelector<HTMLElement>('[data-search]')?.focus();
      else if (event.key === 'j') moveBy(1);
      else if (event.key === 'k') moveBy(-1);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <Dialog.Root open={isHelpOpen} onOpenChange={setIsHelpOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title render={<h2 />}>Keyboard</Dialog.Title>
          <dl className="shortcut-list">
            {KEYS.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <div className="dialog-buttons">
            <Dialog.Close render={<Button>Close</Button>} />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function isTyping(target: HTMLElement): boolean {
  return (
    target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select')
  );
}

/** To the row after, or before, the one that has the focus; to the first when none has. */
function moveBy(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? rows[0] : rows[at + step];
  next?.focus();
}
