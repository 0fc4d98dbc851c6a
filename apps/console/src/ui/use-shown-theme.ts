import { useSyncExternalStore } from 'react';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** What the page is shown in at the moment: for what is drawn, and has to be drawn anew in other colours. */
export function useShownTheme(): string {
  return useSyncExternalStore(subscribe, shown);
}

const shown = () => document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light');

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  dark.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', listener);
  };
}
