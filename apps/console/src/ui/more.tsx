import { useEffect, useRef } from 'react';
import './more.css';

/** The end of what is there: what comes next is loaded before it is seen. */
export function More({ onSeen }: { onSeen: () => void }) {
  const end = useRef<HTMLButtonElement>(null);
  const seen = useRef(onSeen);
  useEffect(() => {
    seen.current = onSeen;
  });
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) seen.current();
      },
      { rootMargin: '600px' },
    );
    if (end.current !== null) observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return (
    <button ref={end} type="button" className="more" onClick={onSeen}>
      Loading more …
    </button>
  );
}
