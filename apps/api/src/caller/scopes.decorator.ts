import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { ApiScope } from '#entities';

/** Metadata key of what a route asks for. */
export const ACCESS = Symbol('access');

/** What a route asks for: a scope, or nothing at all. */
export type Access = ApiScope | 'public';

/** The name of the security scheme in the documents. */
export const API_KEY_SCHEME = 'api-key';

/** The scope a key needs for this method, or for every method of this controller. Without it: `admin`. */
export function Scopes(scope: ApiScope): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACCESS, scope),
    // OpenAPI 3.1 lets any scheme say which roles an operation asks for.
    ApiSecurity(API_KEY_SCHEME, [scope]),
  );
}

/** Needs no API key and knows no rate limit: health, and providers, who sign what they send. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS, 'public' satisfies Access);
}
