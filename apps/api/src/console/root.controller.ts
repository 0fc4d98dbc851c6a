import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { VERSION } from '#config';
import type { Request, Response } from 'express';
import { Public } from '../caller/scopes.decorator.js';

/** Where to go on from the root. */
export class RootLinksView {
  @ApiProperty({ example: '/console/', description: 'The console, for people in a browser.' })
  console: string;
  @ApiProperty({ example: '/docs', description: 'These documents, to read and to try.' }) docs: string;
  @ApiProperty({ example: '/openapi.json', description: 'These documents, for programs.' }) openapi: string;
  @ApiProperty({ example: '/health', description: 'Whether the service and its stores answer.' })
  health: string;
}

/** What this address is. */
export class RootView {
  @ApiProperty({ example: 'Sendstream', description: 'The name of the service.' }) name: string;
  @ApiProperty({ example: '0.1.0', description: 'The version of this release.' }) version: string;
  @ApiProperty({ description: 'Paths on this host.' }) links: RootLinksView;
}

const ROOT: RootView = {
  name: 'Sendstream',
  version: VERSION,
  links: { console: '/console/', docs: '/docs', openapi: '/openapi.json', health: '/health' },
};

@ApiTags('health')
@Controller()
export class RootController {
  @Get()
  @Public()
  @ApiOkResponse({ type: RootView, description: 'For programs.' })
  @ApiFoundResponse({ description: 'Browsers, which ask for HTML, are sent to the console.' })
  show(@Req() request: Request, @Res({ passthrough: true }) response: Response): RootView | undefined {
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') return ROOT;
    response.redirect('/console/');
    return undefined;
  }
}
