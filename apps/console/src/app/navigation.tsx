import { LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { NavLink } from 'react-router';
import { IconButton } from '../ui/button.js';
import { Text } from '../ui/text.js';
import { showFailure } from '../ui/toast.js';
import { type Session, signOut, useSession } from '../api/session.js';
import { type Theme, useTheme } from './theme.js';
import { isMade, VIEW_GROUPS } from './views.js';
import './navigation.css';

/** Links to the views that this session may see, and below them who is signed in. */
export function Navigation({ onChoose }: { onChoose?: () => void }) {
  const { scopes } = useSession();
  const groups = VIEW_GROUPS.map((views) =>
    views.filter((view) => isMade(view) && scopes.includes(view.scope)),
  );
  return (
    <>
      <nav className="navigation" aria-label="Views">
        {groups
          .filter((views) => views.length > 0)
          .map((views) => (
            <ul key={views[0]?.path}>
              {views.map(({ path, title, icon: Icon }) => (
                <li key={path}>
                  <NavLink to={path} className="navigation-link" onClick={onChoose}>
                    <Icon size={16} aria-hidden />
                    {title}
                  </NavLink>
                </li>
              ))}
            </ul>
          ))}
      </nav>
      <Account />
    </>
  );
}

/** What may be done, in words. Who may administer may do all the rest. */
const allowed = ({ scopes, mask }: Session) =>
  [...(scopes.includes('admin') ? ['admin'] : scopes), ...(mask ? ['masked'] : [])].join(', ');

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const ICONS = { system: Monitor, light: Sun, dark: Moon };

function Account() {
  const session = useSession();
  const [theme, setTheme] = useTheme();
  return (
    <div className="account">
      <div className="account-name">
        <Text>{session.key?.name ?? 'Development'}</Text>
        <span className="muted">{session.signed_in ? allowed(session) : 'no key is required'}</span>
      </div>
      <IconButton label={`Theme: ${theme}`} icon={ICONS[theme]} onClick={() => setTheme(NEXT[theme])} />
      {session.signed_in ? (
        <IconButton label="Sign out" icon={LogOut} onClick={() => void signOut().catch(showFailure)} />
      ) : null}
    </div>
  );
}
