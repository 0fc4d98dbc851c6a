import { Time } from '../ui/time.js';
import './as-of.css';

/** How old figures are. They are some seconds behind, and say so. */
export function AsOf({ at }: { at: string | null | undefined }) {
  if (at === undefined) return null;
  return (
    <span className="as-of muted">
      {at === null ? (
        'Nothing is counted yet'
      ) : (
        <>
          As of <Time at={at} />
        </>
      )}
    </span>
  );
}
