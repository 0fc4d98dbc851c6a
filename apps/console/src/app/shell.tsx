import { Dialog } from '@base-ui/react/dialog';
import { Menu as MenuIcon } from 'lucide-react';
import { useState } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { IconButton } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import { ConnectionBanner } from './connection-banner.js';
import { ErrorBoundary } from './error-boundary.js';
import { Logo } from './logo.js';
import { Navigation } from './navigation.js';
import { useSession } from '../api/session.js';
import { Shortcuts } from './shortcuts.js';
import { isMade, VIEWS } from './views.js';
import './shell.css';

/** What is around every view: navigation beside it, or behind a button where there is no room. */
export function Shell() {
  return (
    <div className="shell">
      <a className="skip-link" href="#view">
        Skip to the content
      </a>
      <aside className="sidebar">
        <Logo />
        <Navigation />
      </aside>
      <NarrowHeader />
      <main className="view" id="view" tabIndex={-1}>
        <ConnectionBanner />
        <CurrentView />
      </main>
      <Shortcuts />
    </div>
  );
}

function CurrentView() {
  const { pathname } = useLocation();
  const { scopes } = useSession();
  const views = VIEWS.filter((view) => isMade(view) && scopes.includes(view.scope));
  const [first] = views;
  if (first === undefined)
    return (
      <EmptyState title="This key opens no view">Sign in with a key that has the scope read.</EmptyState>
    );
  const stays = views.find(({ path, isOne = false }) => isOne && `${pathname}/`.startsWith(`${path}/`));
  return (
    <ErrorBoundary key={stays?.path ?? pathname}>
      <Routes>
        <Route index element={<Navigate to={first.path} replace />} />
        {views.flatMap(({ path, routes }) =>
          Object.entries(routes).map(([below, Component]) => (
            <Route key={path + below} path={`${path}/${below}`} element={<Component />} />
          )),
        )}
        <Route
          path="*"
          element={<EmptyState title="There is no such view">Choose one of the navigation.</EmptyState>}
        />
      </Routes>
    </ErrorBoundary>
  );
}

function NarrowHeader() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <header className="narrow-header">
      <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
        <Dialog.Trigger render={<IconButton label="Navigation" icon={MenuIcon} />} />
        <Dialog.Portal>
          <Dialog.Backdrop className="backdrop" />
          <Dialog.Popup className="drawer">
            <Dialog.Title className="visually-hidden">Navigation</Dialog.Title>
            <Logo />
            <Navigation onChoose={() => setIsOpen(false)} />
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
      <Logo />
    </header>
  );
}
