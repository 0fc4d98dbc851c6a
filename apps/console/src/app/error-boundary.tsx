import { Component, type ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.js';
import { Button } from '../ui/button.js';

interface Props {
  children: ReactNode;
}

/** Keeps a fault of one view to that view, and says what can be done. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // A new release has other files than the page that is open knows of.
    const isOld = /dynamically imported module|module script/i.test(error.message);
    return (
      <EmptyState
        title={isOld ? 'There is a new version of the console' : 'This view has failed'}
        action={<Button onClick={() => location.reload()}>Load the page again</Button>}
      >
        {isOld
          ? 'Load the page again to use it.'
          : `Nothing was changed by it. The browser says: ${error.message}`}
      </EmptyState>
    );
  }
}
