/** `absent`: an unknown outcome that was looked up and is certainly not at the provider. */
export type AttemptOutcome = 'accepted' | 'permanent' | 'retryable' | 'unknown' | 'absent';

/** What `provider_code` of an attempt says while its message waits for its turn at a pace, and after it was not called for that. */
export const WAITS_FOR_PACE = 'paced';
