import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button.js';
import { Field } from '../ui/field.js';
import { ConnectionBanner } from './connection-banner.js';
import { Logo } from './logo.js';
import { messageOf } from '../api/api.js';
import { signIn } from '../api/session.js';
import './sign-in.css';

/** Exchanges an API key for a session. The key is in its field, and nowhere else, until it is sent. */
export function SignIn() {
  const [apiKey, setApiKey] = useState('');
  const [isShown, setIsShown] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setIsBusy(true);
    setError(null);
    try {
      await signIn(apiKey);
    } catch (failure) {
      setError(messageOf(failure));
      setIsBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <ConnectionBanner />
      <form className="sign-in-form" onSubmit={(event) => void submit(event)}>
        <Logo />
        <h1>Sign in</h1>
        <p className="muted">
          With an API key. It is exchanged for a session of 12 hours and not kept in this page.
        </p>
        <Field label="API key" error={error ?? undefined}>
          {(props) => (
            <input
              {...props}
              className="input mono"
              type={isShown ? 'text' : 'password'}
              value={apiKey}
              onChange={({ target }) => setApiKey(target.value)}
              placeholder="ssk_…"
              autoComplete="current-password"
              spellCheck={false}
              autoFocus
              required
            />
          )}
        </Field>
        <label className="check">
          <input type="checkbox" checked={isShown} onChange={({ target }) => setIsShown(target.checked)} />
          Show the key
        </label>
        <Button kind="primary" type="submit" isBusy={isBusy}>
          Sign in
        </Button>
        <p className="muted">
          No key yet? Whoever runs this service makes one: <code>npm run api-key -- create</code>
        </p>
      </form>
    </main>
  );
}
