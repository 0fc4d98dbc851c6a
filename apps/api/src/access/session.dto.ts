import { ApiProperty } from '@nestjs/swagger';
import { API_SCOPES, type ApiScope, csrfTokenOf, type LivingSession } from '#entities';
import { IsText } from '../http/validation/text-fields.js';

const MAX_KEY_LENGTH = 200;
/** Looks like a key, and is none. */
export const EXAMPLE_API_KEY = `ssk_${'EXAMPLE-'.repeat(5)}KEY`;

/** The body of `POST /api/v1/session`. */
export class CreateSessionDto {
  @IsText(1, MAX_KEY_LENGTH, {
    example: EXAMPLE_API_KEY,
    description: 'The API key, as it was shown when it was made.',
  })
  api_key: string;
}

/** The key that a session stands for. */
export class SessionKeyView {
  @ApiProperty({ format: 'uuid', description: 'Its id.' }) id: string;
  @ApiProperty({ example: 'support', description: 'Its name.' }) name: string;
  @ApiProperty({ enum: API_SCOPES, isArray: true, description: 'What it may do; `admin` implies all.' })
  scopes: ApiScope[];
  @ApiProperty({ example: false, description: 'Whether it sees numbers and texts masked.' }) mask: boolean;
}

/** Who is signed in, and what that allows. */
export class SessionView {
  @ApiProperty({ example: true, description: 'Whether the API asks for a key or a session at all.' })
  required: boolean;
  @ApiProperty({ example: true, description: 'Whether the request came with a session that lives.' })
  signed_in: boolean;
  @ApiProperty({ type: SessionKeyView, nullable: true, description: 'The key it stands for.' })
  key: SessionKeyView | null;
  @ApiProperty({
    enum: API_SCOPES,
    isArray: true,
    example: ['read', 'send'],
    description: 'What may be done: all of it where no key is required and nobody is signed in.',
  })
  scopes: ApiScope[];
  @ApiProperty({ example: false, description: 'Whether numbers and texts are masked.' }) mask: boolean;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'a9F0cKhGzJ1vVq3nYw6pTt8sRr5uXx2bEe4mLl7oQqI',
    description: 'What a request that changes something has in `X-CSRF-Token`, beside the cookie.',
  })
  csrf_token: string | null;
  @ApiProperty({ type: Date, nullable: true, description: 'When it ends; earlier when the key is revoked.' })
  expires_at: Date | null;
}

/** What is said of a session, or of there being none. `secret` is the cookie's. */
export function sessionView(
  session: Pick<LivingSession, 'key' | 'expiresAt'> | null,
  secret: string | null,
  required: boolean,
): SessionView {
  if (session === null || secret === null) {
    const scopes = required ? [] : [...API_SCOPES];
    return { required, signed_in: false, key: null, scopes, mask: false, csrf_token: null, expires_at: null };
  }
  const { id, name, scopes, mask } = session.key;
  return {
    required,
    signed_in: true,
    key: { id, name, scopes, mask },
    scopes: scopes.includes('admin') ? [...API_SCOPES] : scopes,
    mask,
    csrf_token: csrfTokenOf(secret),
    expires_at: session.expiresAt,
  };
}
