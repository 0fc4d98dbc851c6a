import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { Button } from './button.js';
import { showFailure } from './toast.js';
import './dialog.css';

interface ConfirmDialogProps {
  /** What the button that opens it says. */
  trigger: string;
  kind?: ComponentProps<typeof Button>['kind'];
  isDisabled?: boolean;
  title: string;
  /** What will happen, exactly. */
  children: ReactNode;
  /** What the button that does it says: a verb. */
  confirm: string;
  isDangerous?: boolean;
  /** It stays open, and says why, when this fails. */
  onConfirm: () => Promise<unknown>;
}

/** A button that asks before it does what cannot be undone. */
export function ConfirmDialog({
  trigger,
  kind = 'plain',
  isDisabled = false,
  title,
  children,
  confirm,
  isDangerous = false,
  onConfirm,
}: ConfirmDialogProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);

  async function act() {
    setIsBusy(true);
    try {
      await onConfirm();
      setIsOpen(false);
    } catch (error) {
      showFailure(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <AlertDialog.Root open={isOpen} onOpenChange={setIsOpen}>
      <AlertDialog.Trigger disabled={isDisabled} render={<Button kind={kind}>{trigger}</Button>} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title render={<h2 />}>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div className="stack" />}>{children}</AlertDialog.Description>
          <div className="dialog-buttons">
            <AlertDialog.Close render={<Button>Not now</Button>} />
            <Button kind={isDangerous ? 'danger' : 'primary'} isBusy={isBusy} onClick={() => void act()}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
