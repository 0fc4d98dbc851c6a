/**
 * A question that costs something, asked by anybody: who asks while it is being answered gets that answer, and so does
 * who asks within `keepMs` after it. A failure is kept by nobody.
 */
export function singleFlight<T>(keepMs: number, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  let until = Infinity;
  return () => {
    if (answer !== null && performance.now() < until) return answer;
    const asked = ask();
    answer = asked;
    until = Infinity;
    asked.then(
      () => (until = performance.now() + keepMs),
      () => (answer = null),
    );
    return asked;
  };
}
