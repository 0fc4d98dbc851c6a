import { ChevronLeft } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import './page-header.css';

interface PageHeaderProps {
  title: string;
  /** What stands beside the title, such as a status. */
  beside?: ReactNode;
  /** Where this view was come to from. */
  back?: { to: string; title: string };
  /** Buttons. */
  actions?: ReactNode;
}

/** The head of every view, and the title of its tab. */
export function PageHeader({ title, beside, back, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Sendstream`;
  }, [title]);
  return (
    <header className="page-header">
      {back === undefined ? null : (
        <Link className="page-header-back" to={back.to}>
          <ChevronLeft size={14} aria-hidden />
          {back.title}
        </Link>
      )}
      <div className="page-header-title">
        <h1>
          <bdi>{title}</bdi>
        </h1>
        {beside}
      </div>
      <div className="page-header-actions">{actions}</div>
    </header>
  );
}
