import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Button } from '../ui/button.js';
import { Copyable } from '../ui/copyable.js';
import '../ui/dialog.css';

/** Shows a secret the one time it is told; it closes only when somebody says so. */
export function SecretDialog({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  return (
    <AlertDialog.Root open={secret !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title render={<h2 />}>The signing secret</AlertDialog.Title>
          <AlertDialog.Description>
            Your program checks our signature with it. It is shown now and never again: keep it where your
            program finds it.
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
