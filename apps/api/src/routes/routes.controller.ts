import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RouteTable } from '#messaging';
import { kindOfAccount, Providers } from '#providers';
import { Scopes } from '../caller/scopes.decorator.js';
import { RoutesView, routesView } from './route.view.js';

/** Which messages go by which accounts. */
@ApiTags('operations')
@Scopes('admin')
@Controller('api/v1/admin/routes')
export class RoutesController {
  constructor(
    private readonly routes: RouteTable,
    private readonly providers: Providers,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The routes, in order, and the accounts they lead to.',
    description:
      'As ROUTES_FILE and the environment have them, without secrets. How each account is: `GET /api/v1/admin/providers`.',
  })
  @ApiOkResponse({ type: RoutesView, description: 'All of them.' })
  list(): RoutesView {
    return routesView(this.routes, this.providers.all, kindOfAccount);
  }
}
