/** `absent`: an unknown outcome that was looked up and is certainly not at the provider. */
export type AttemptOutcome = 'accepted' | 'permanent' | 'retryable' | 'unknown' | 'absent';
