import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter } from 'react-router';
import { Toasts } from '../ui/toast.js';
import { ErrorBoundary } from './error-boundary.js';
import { Entrance } from './entrance.js';
import { queryClient } from '../api/query-client.js';

export function App() {
  return (
    <ErrorBoundary>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queryClient}>
          <BrowserRouter basename="/console">
            <Toasts>
              <Entrance />
            </Toasts>
          </BrowserRouter>
        </QueryClientProvider>
      </CSPProvider>
    </ErrorBoundary>
  );
}
