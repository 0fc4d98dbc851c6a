import './text.css';

interface TextProps {
  children: string | null | undefined;
  /** On one line, cut off where there is no more room. */
  isLine?: boolean;
}

/** Words of strangers: whatever direction, length or marks they have, they stay in their place. */
export function Text({ children, isLine = false }: TextProps) {
  return (
    <bdi
      className="text"
      data-line={isLine || undefined}
      title={isLine && children ? children.slice(0, 500) : undefined}
    >
      {children}
    </bdi>
  );
}
