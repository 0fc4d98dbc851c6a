import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEPT_AS = 'sendstream-theme';
const listeners = new Set<() => void>();

function kept(): Theme {
  const theme = localStorage.getItem(KEPT_AS);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** Shows the page as it was chosen last; `system` is as the browser has it. */
export function applyTheme(): void {
  const theme = kept();
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** The chosen theme, and how another is chosen. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, kept);
  return [
    theme,
    (next) => {
      if (next === 'system') localStorage.removeItem(KEPT_AS);
      else localStorage.setItem(KEPT_AS, next);
      applyTheme();
      listeners.forEach((listener) => listener());
    },
  ];
}
