import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditEvents } from '#entities';
import { Scopes } from '../caller/scopes.decorator.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { AuditEventsView, auditEventView, filterOf, ListAuditEventsDto } from './audit-event.dto.js';

/** Who changed what. Messages that are sent are not in it, one by one: each says with which key it was. */
@ApiTags('access')
@ApiProblems({
  422: 'Parameters are wrong: `errors: [{field, reason}]`.',
  503: 'The store is away; see Retry-After.',
})
@Scopes('admin')
@Controller('api/v1/audit-events')
export class AuditEventsController {
  constructor(private readonly events: AuditEvents) {}

  @Get()
  @ApiOperation({
    summary: 'What was changed by API, console or command, newest first.',
    description: 'Kept for `AUDIT_RETENTION_DAYS`. Nothing can change or remove an event before.',
  })
  @ApiOkResponse({ type: AuditEventsView, description: 'A page of them.' })
  async list(
    @Query(new ValidQueryPipe(ListAuditEventsDto)) query: ListAuditEventsDto,
  ): Promise<AuditEventsView> {
    const { limit, cursor } = query;
    // One more than the page tells whether there is another.
    const found = await this.events.list(filterOf(query), limit + 1, cursor);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { audit_events: page.map(auditEventView), next_cursor: last?.id ?? null };
  }
}
