import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactNode } from 'react';
import { Button } from './button.js';
import { Copyable } from './copyable.js';
import './dialog.css';

interface SecretDialogProps {
  title: string;
  /** What it is for. */
  children: ReactNode;
  /** Null: there is none to show. */
  secret: string | null;
  onClose: () => void;
}

/** Shows a secret the one time it is told; it closes only when somebody says so. */
export function SecretDialog({ title, children, secret, onClose }: SecretDialogProps) {
  return (
    <AlertDialog.Root open={secret !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title render={<h2 />}>{title}</AlertDialog.Title>
          <AlertDialog.Description>
            {children} It is shown now and never again: keep it where your program finds it.
          </AlertDialog.Description>
          <Copyable text={secret ?? ''} what="the secret" />
          <div className="dialog-buttons">
            <AlertDialog.Close render={<Button kind="primary">I have kept it</Button>} />
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
