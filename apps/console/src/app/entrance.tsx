import { ConnectionBanner } from './connection-banner.js';
import { SessionProvider, useSessionQuery } from '../api/session.js';
import { Shell } from './shell.js';
import { SignIn } from './sign-in.js';

/** The console for who may see it; for others the way to sign in. */
export function Entrance() {
  const { data: session } = useSessionQuery();
  if (session === undefined) return <ConnectionBanner />;
  if (session.required && !session.signed_in) return <SignIn />;
  return (
    <SessionProvider session={session}>
      <Shell />
    </SessionProvider>
  );
}
