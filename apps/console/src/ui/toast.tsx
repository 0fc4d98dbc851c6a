import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { messageOf } from '../api/api.js';
import { IconButton } from './button.js';
import './toast.css';

const manager = Toast.createToastManager();

/** Says that something was done. */
export function showDone(title: string, description?: ReactNode): void {
  manager.add({ title, description });
}

/** Says what went wrong; it stays until it is closed. */
export function showFailure(error: unknown): void {
  manager.add({
    title: 'That did not work',
    description: messageOf(error),
    type: 'failure',
    priority: 'high',
    timeout: 0,
  });
}

/** Shows what `showDone` and `showFailure` are told. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="toast"
      data-failure={toast.type === 'failure' || undefined}
    >
      <div className="toast-words">
        <Toast.Title className="toast-title" />
        <Toast.Description className="toast-description" />
      </div>
      <Toast.Close render={<IconButton label="Close" icon={X} />} />
    </Toast.Root>
  ));
}
