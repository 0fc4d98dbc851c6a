/** Version 00 and what later versions share with it; ids of zeros are none. https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(-.*)?$/;
const LENGTH = 55;

/** The trace context of a header, in the form of version 00; null when there is none, or it is none. */
export function traceparentIn(header: string | string[] | null | undefined): string | null {
  if (typeof header !== 'string' || header.length > 512 || !TRACEPARENT.test(header)) return null;
  return header.startsWith('00') && header.length !== LENGTH ? null : `00${header.slice(2, LENGTH)}`;
}

/** The trace of a trace context, for a line of the log. */
export function traceIdOf(traceparent: string | null | undefined): string | undefined {
  return traceparent ? traceparent.slice(3, 35) : undefined;
}

/** Whether what comes before it in its trace is recorded: the lowest bit of its flags. */
export function isSampled(traceparent: string): boolean {
  return (Number.parseInt(traceparent.slice(53, 55), 16) & 1) === 1;
}
