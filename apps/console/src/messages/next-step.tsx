import { Clock } from 'lucide-react';
import type { Schemas } from '../api/api.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import './next-step.css';

/** What happens to a message next, and when; nothing where it is at its end. */
export function NextStep({ next }: { next: Schemas['MessageDetails']['next'] }) {
  if (next === null) return null;
  return (
    <p className="next-step" role="status">
      <Clock size={16} aria-hidden />
      <span>
        <span className="visually-hidden">Next: </span>
        <Text>{sentence(next.text)}</Text>
      </span>
      {next.at === null ? null : (
        <span className="next-step-time muted">
          <Time at={next.at} />
        </span>
      )}
    </p>
  );
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
