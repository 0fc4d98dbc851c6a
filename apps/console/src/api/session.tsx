import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { client, type Schemas, signedOut } from './api.js';
import { queryClient } from './query-client.js';

export type Session = Schemas['Session'];
export type Scope = Session['scopes'][number];

const SESSION = ['session'];
/** The longest wait that timers of browsers take as it is. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const SessionContext = createContext<Session | null>(null);
const otherTabs = new BroadcastChannel('sendstream-session');

/** The session of whoever looks at the page. Only within what is shown to somebody who may see it. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of SessionProvider');
  return session;
}

/** Whether this may be done: what may not is not offered. */
export function useCan(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}

/** Asks who is signed in, and goes on asking while nobody answers. */
export function useSessionQuery() {
  return useQuery({
    queryKey: SESSION,
    queryFn: ({ signal }) => client.session.get(signal),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data === undefined ? 2_000 : false),
  });
}

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  useEffect(() => {
    signedOut.addEventListener('signed-out', startAgain);
    otherTabs.addEventListener('message', startAgain);
    const rest = session.expires_at === null ? Infinity : Date.parse(session.expires_at) - Date.now();
    const timer = rest < MAX_TIMER_MS ? setTimeout(startAgain, rest) : undefined;
    return () => {
      signedOut.removeEventListener('signed-out', startAgain);
      otherTabs.removeEventListener('message', startAgain);
      clearTimeout(timer);
    };
  }, [session]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Signs in. @throws ApiError 401 for a key that is not valid. */
export async function signIn(apiKey: string): Promise<void> {
  await client.session.create(apiKey);
  // Asked anew: a browser that did not keep the cookie is found out here.
  const session = await client.session.get();
  if (!session.signed_in)
    throw new Error('Your browser did not keep the session. In production the console needs https.');
  otherTabs.postMessage('changed');
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
  queryClient.setQueryData(SESSION, session);
}

export async function signOut(): Promise<void> {
  await client.session.end();
  otherTabs.postMessage('changed');
  startAgain();
}

/** The page begins anew, so that nothing of what was seen is left in it: not in a cache, not in a field, not in a variable. */
function startAgain(): void {
  queryClient.clear();
  location.reload();
}

// A page that the browser kept whole while another one was shown is from before: who looks now may be somebody else.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) startAgain();
});
