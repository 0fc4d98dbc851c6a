const CSRF_HEADER = 'x-csrf-token';
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** The token of the present session; null without one. */
export class CsrfToken {
  value: string | null = null;

  /** Adds it to a request that changes something. */
  addTo(request: Request): void {
    if (this.value !== null && !SAFE.includes(request.method)) request.headers.set(CSRF_HEADER, this.value);
  }
}
