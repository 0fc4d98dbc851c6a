import { ApiProperty } from '@nestjs/swagger';
import type { RouteTable } from '#messaging';
import type { MessageProvider } from '#providers';
import { SHOWN } from '../access/mask-kinds.js';

/** An account at a provider. What it is called with is never shown. */
export class AccountView {
  @ApiProperty({ ...SHOWN, example: 'twilio.eu', description: 'Its name.' }) name: string;
  @ApiProperty({ ...SHOWN, example: 'twilio', description: 'The kind of provider.' }) kind: string;
  @ApiProperty({ enum: ['sms', 'mms', 'email'], isArray: true, description: 'What it carries.' })
  channels: string[];
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: 'https://api.twilio.com',
    description: 'Where it is called; null: it is not configured.',
  })
  address: string | null;
}

/** An account of a route, and its share. */
export class ShareView {
  @ApiProperty({ ...SHOWN, example: 'twilio.eu', description: 'The name of the account.' }) account: string;
  @ApiProperty({
    type: 'integer',
    example: 3,
    description: 'Its share of the messages, beside those of the others; 0: only while the others cannot.',
  })
  weight: number;
}

/** What a message must be for a route to be its: one of the values of each field that is not null. */
export class RouteMatchView {
  @ApiProperty({ ...SHOWN, type: [String], nullable: true, example: ['sms'], description: 'How it travels.' })
  channel: string[] | null;
  @ApiProperty({
    ...SHOWN,
    type: [String],
    nullable: true,
    example: ['GB'],
    description: 'Countries of the recipient (ISO 3166-1).',
  })
  to_country: string[] | null;
  @ApiProperty({
    ...SHOWN,
    type: [String],
    nullable: true,
    example: ['+4479'],
    description: "What the recipient's number begins with.",
  })
  to_prefix: string[] | null;
  @ApiProperty({
    ...SHOWN,
    type: [String],
    nullable: true,
    example: ['example.org'],
    description: 'Mail domains of the recipient.',
  })
  to_domain: string[] | null;
  @ApiProperty({
    ...SHOWN,
    type: [String],
    nullable: true,
    example: ['+15551234567'],
    description: 'Senders.',
  })
  from: string[] | null;
  @ApiProperty({
    ...SHOWN,
    type: [String],
    nullable: true,
    example: ['codes'],
    description: 'Tags, of which it has one.',
  })
  tag: string[] | null;
  @ApiProperty({
    ...SHOWN,
    type: [String],
    nullable: true,
    example: ['01980a5c-7e1f-7cc3-98c4-dc0c0c07398f'],
    description: 'Ids of API keys.',
  })
  api_key: string[] | null;
}

export class RouteView {
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 12,
    description:
      'The line of the routes file; null: by SMS_PROVIDER and EMAIL_PROVIDER, where no route matches.',
  })
  line: number | null;
  @ApiProperty({ type: RouteMatchView, description: 'What it matches.' }) match: RouteMatchView;
  @ApiProperty({ type: [ShareView], description: 'By which accounts its messages go.' })
  accounts: ShareView[];
}

export class RoutesView {
  @ApiProperty({
    type: [RouteView],
    description: 'In the order in which they are looked at: the first that matches counts.',
  })
  routes: RouteView[];
  @ApiProperty({ type: [AccountView], description: 'Every account.' }) accounts: AccountView[];
}

export function routesView(
  table: RouteTable,
  providers: MessageProvider[],
  kindOf: (name: string) => string,
): RoutesView {
  return {
    routes: table.all.map(({ line, match, shares }) => {
      const { channel = null, to_country = null, to_prefix = null, to_domain = null, from = null } = match;
      const { tag = null, api_key = null } = match;
      return {
        line,
        match: { channel, to_country, to_prefix, to_domain, from, tag, api_key },
        accounts: [...shares],
      };
    }),
    accounts: providers.map(({ name, channels, address }) => {
      return { name, kind: kindOf(name), channels: [...channels], address: address?.origin ?? null };
    }),
  };
}
