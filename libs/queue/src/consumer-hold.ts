/** What keeps a consumer from working off a queue although it could read it: something outside that it waits for. */
export interface ConsumerHold {
  /** In words: `twilio is down`. */
  text: string;
  /** ISO 8601. */
  since: string;
  /** It takes entries, at its own pace: nothing is wrong. */
  isPace: boolean;
  /** Until it is tried again, in milliseconds; 0 while it is being tried. */
  nextMs: number;
}
