import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse } from '@nestjs/swagger';
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
    ApiBearerAuth(API_KEY_SCHEME),
    ApiResponse({ status: 401, description: 'An API key is required, or this one is not valid.' }),
    ApiResponse({ status: 403, description: `The API key lacks the scope \`${scope}\`.` }),
    ApiResponse({ status: 429, description: 'The rate limit is used up; see `Retry-After`.' }),
  );
}

/** Needs no API key and knows no rate limit: health, and providers, who sign what they send. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS, 'public' satisfies Access);
}
