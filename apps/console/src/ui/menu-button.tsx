import { Menu } from '@base-ui/react/menu';
import { ChevronDown } from 'lucide-react';
import { Link } from 'react-router';
import { Button } from './button.js';
import './menu.css';

/** Where an item leads: within the console, or to a file that is downloaded. */
export type MenuItem = { title: string } & ({ to: string } | { download: string });

/** A button that opens a short list of ways. */
export function MenuButton({ title, items }: { title: string; items: MenuItem[] }) {
  return (
    <Menu.Root>
      <Menu.Trigger render={<Button />}>
        {title}
        <ChevronDown size={14} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="menu-positioner" sideOffset={4} align="end">
          <Menu.Popup className="menu">
            {items.map((item) => (
              <Menu.Item key={item.title} className="menu-item" render={anchorOf(item)}>
                {item.title}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function anchorOf(item: MenuItem) {
  return 'to' in item ? <Link to={item.to} /> : <a href={item.download} download />;
}
