/** True when a move failed because another attempt already owns the provider's message id that it brought. */
export function isProviderIdTaken(error: unknown): boolean {
  return (
    error instanceof Error && (error as { constraint?: unknown }).constraint === 'send_attempts_provider_id'
  );
}
