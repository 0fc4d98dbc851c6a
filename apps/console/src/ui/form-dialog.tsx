import { Dialog } from '@base-ui/react/dialog';
import { type ComponentProps, type FormEvent, type ReactNode, useState } from 'react';
import { Button } from './button.js';
import { fieldErrorsOf, type FieldErrors } from './field-errors.js';
import { showFailure } from './toast.js';
import './dialog.css';

interface FormDialogProps {
  trigger: string;
  /** Of the button that opens it; `primary` without it. */
  kind?: ComponentProps<typeof Button>['kind'];
  title: string;
  submit: string;
  /** The fields, told what the API says is wrong with each. */
  children: (errors: FieldErrors) => ReactNode;
  /** It stays open with all that was typed when this fails. */
  onSubmit: () => Promise<unknown>;
}

/** A button that opens a short form. */
export function FormDialog({
  trigger,
  kind = 'primary',
  title,
  submit,
  children,
  onSubmit,
}: FormDialogProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});

  async function act(event: FormEvent) {
    event.preventDefault();
    setIsBusy(true);
    setErrors({});
    try {
      await onSubmit();
      setIsOpen(false);
    } catch (failure) {
      const found = fieldErrorsOf(failure);
      if (found === null) showFailure(failure);
      else setErrors(found);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
      <Dialog.Trigger render={<Button kind={kind}>{trigger}</Button>} />
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title render={<h2 />}>{title}</Dialog.Title>
          <form className="stack" onSubmit={(event) => void act(event)}>
            {children(errors)}
            <div className="dialog-buttons">
              <Dialog.Close render={<Button>Cancel</Button>} />
              <Button kind="primary" type="submit" isBusy={isBusy}>
                {submit}
              </Button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
