import './progress-bar.css';

interface ProgressBarProps {
  /** What is on its way, for those who do not see it. */
  label: string;
  done: number;
  /** Null: not known. */
  of: number | null;
  tone?: 'good' | 'warn' | 'bad' | 'info';
}

/** How much of something is done. */
export function ProgressBar({ label, done, of, tone = 'info' }: ProgressBarProps) {
  const percent = of === null ? null : of === 0 ? 100 : Math.min(100, Math.floor((done / of) * 100));
  return (
    <div
      className="progress-bar"
      data-tone={tone}
      data-unknown={percent === null || undefined}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent ?? undefined}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ width: `${percent ?? 100}%` }} />
    </div>
  );
}
