import './skeleton.css';

/** As large as what is being loaded, so that nothing moves when it comes. `width` is one of a few, as text is uneven. */
export function Skeleton({ width = 'm' }: { width?: 's' | 'm' | 'l' }) {
  return <span className="skeleton" data-width={width} aria-hidden />;
}

/** A view whose code is being loaded. */
export function ViewSkeleton() {
  return (
    <div className="view-skeleton" role="status" aria-label="Loading">
      <Skeleton width="s" />
      <Skeleton width="l" />
    </div>
  );
}
