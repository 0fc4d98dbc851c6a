import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Link, type LinkProps } from 'react-router';
import './button.css';

type Kind = 'plain' | 'primary' | 'danger' | 'quiet';

interface ButtonProps extends ComponentProps<'button'> {
  kind?: Kind;
  /** Something is under way: it cannot be pressed again, and says so. */
  isBusy?: boolean;
}

export function Button({ kind = 'plain', isBusy = false, disabled, type = 'button', ...props }: ButtonProps) {
  return (
    <button
      {...props}
      type={type}
      className="button"
      data-kind={kind}
      disabled={disabled || isBusy}
      aria-busy={isBusy}
    />
  );
}

/** Looks like a button, and leads somewhere. */
export function ButtonLink({ kind = 'plain', ...props }: LinkProps & { kind?: Kind }) {
  return <Link {...props} className="button" data-kind={kind} />;
}

interface IconButtonProps extends ComponentProps<'button'> {
  label: string;
  icon: LucideIcon;
}

export function IconButton({ label, icon: Icon, ...props }: IconButtonProps) {
  return (
    <button
      {...props}
      type="button"
      className="button icon-button"
      data-kind="quiet"
      aria-label={label}
      title={label}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}
