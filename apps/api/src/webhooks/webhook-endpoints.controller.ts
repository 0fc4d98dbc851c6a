import {
  Body,
  ConflictException,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { WebhookEndpoints, WebhookLog } from '#entities';
import { Endpoints, TooManyEndpointsError } from '#messaging';
import { Audited } from '../access/audited.decorator.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { InvalidFields } from '../problems/field-error.js';
import { ApiProblems } from '../problems/problem.view.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { parseInstant } from '../http/validation/parse-instant.js';
import {
  ChangeEndpointDto,
  CreateEndpointDto,
  DeliveriesQueryDto,
  RecoverDto,
  sequenceOf,
} from './endpoint.dto.js';
import {
  callbacksView,
  CallbacksView,
  CallbackView,
  callbackView,
  CallOutcomeView,
  callOutcomeView,
  EndpointsView,
  EndpointView,
  endpointView,
  NewEndpointView,
  RecoveredView,
  RotatedEndpointView,
} from './endpoint.view.js';

/** What an endpoint is told again is spread over time: an outage of hours is made good in minutes. */
const RECOVERED_PER_SECOND = 50;
const MAX_RECOVERED = 100_000;

const NO_BODY = { 422: 'The id is no UUID.', 404: 'There is no such endpoint.' };
const BODY = {
  400: 'The body is no JSON.',
  413: 'The body is too large.',
  415: 'The body is not declared as JSON.',
};

const CHANGED = {
  view: EndpointView,
  before: (controller: WebhookEndpointsController, id: string) => controller.find(id),
};

/** Who is told of what happens. */
@ApiTags('webhook endpoints')
@ApiProblems({ 503: 'The store is away; see Retry-After.' })
@Scopes('manage')
@Controller('api/v1/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly log: WebhookLog,
    private readonly service: Endpoints,
  ) {}

  @Post()
  @Audited('webhook_endpoint.create', { view: NewEndpointView })
  @ApiBody({
    type: CreateEndpointDto,
    examples: {
      endpoint: {
        value: {
          url: 'https://example.com/hooks/messages',
          events: ['message.delivered', 'message.failed'],
          description: 'The shop',
        },
      },
    },
  })
  @ApiCreatedResponse({ type: NewEndpointView, description: 'With its secret, which is shown only here.' })
  @ApiProblems({ ...BODY, 409: 'There are too many endpoints.', 422: 'Fields are wrong.' })
  async create(@Body(new ValidBodyPipe(CreateEndpointDto)) dto: CreateEndpointDto): Promise<NewEndpointView> {
    this.checkUrl(dto.url);
    const { url, events, description = null } = dto;
    const { endpoint, secret } = await this.service
      .create({ url, events, description })
      .catch((error: unknown) => {
        throw error instanceof TooManyEndpointsError ? new ConflictException(error.message) : error;
      });
    return { ...endpointView(endpoint), secret };
  }

  @Get()
  @ApiOkResponse({ type: EndpointsView, description: 'All of them, oldest first, without secrets.' })
  async list(): Promise<EndpointsView> {
    return { webhook_endpoints: (await this.endpoints.list()).map(endpointView) };
  }

  @Get(':id')
  @ApiOkResponse({ type: EndpointView, description: 'The endpoint as it is now.' })
  @ApiProblems(NO_BODY)
  async find(@Param('id', UuidParamPipe) id: string): Promise<EndpointView> {
    return endpointView(existing(await this.endpoints.find(id), id));
  }

  @Patch(':id')
  @Audited('webhook_endpoint.change', CHANGED)
  @ApiBody({ type: ChangeEndpointDto, examples: { resume: { value: { status: 'active' } } } })
  @ApiOkResponse({ type: EndpointView, description: 'The endpoint as it is now.' })
  @ApiProblems({ ...BODY, ...NO_BODY, 422: 'Fields are wrong, or the id is no UUID.' })
  async change(
    @Param('id', UuidParamPipe) id: string,
    @Body(new ValidBodyPipe(ChangeEndpointDto)) { url, events, description, status }: ChangeEndpointDto,
  ): Promise<EndpointView> {
    if (url) this.checkUrl(url);
    const change = {
      ...(url && { url }),
      ...(events && { events }),
      ...(description !== undefined && { description }),
      ...(status && { status }),
    };
    return endpointView(existing(await this.endpoints.change(id, change), id));
  }

  @Delete(':id')
  @HttpCode(204)
  @Audited('webhook_endpoint.delete', CHANGED)
  @ApiNoContentResponse({ description: 'It receives nothing more; pending webhooks are dropped.' })
  @ApiProblems(NO_BODY)
  async remove(@Param('id', UuidParamPipe) id: string): Promise<void> {
    existing((await this.endpoints.remove(id)) || null, id);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Audited('webhook_endpoint.rotate_secret', {
    view: RotatedEndpointView,
    fields: ['previous_secret_valid_until'],
  })
  @ApiOkResponse({
    type: RotatedEndpointView,
    description: 'With its new secret; the old one is valid for a day.',
  })
  @ApiProblems(NO_BODY)
  async rotate(@Param('id', UuidParamPipe) id: string): Promise<RotatedEndpointView> {
    const { endpoint, secret } = existing(await this.service.rotate(id), id);
    return { ...endpointView(endpoint), secret, previous_secret_valid_until: endpoint.previousSecretUntil };
  }

  @Post(':id/test')
  @HttpCode(200)
  @Audited('webhook_endpoint.test', { view: CallOutcomeView })
  @ApiOkResponse({
    type: CallOutcomeView,
    description: 'A `webhook.test` event was sent, once; this is the result.',
  })
  @ApiProblems(NO_BODY)
  async test(@Param('id', UuidParamPipe) id: string): Promise<CallOutcomeView> {
    return callOutcomeView(existing(await this.service.test(id), id));
  }

  @Get(':id/deliveries')
  @ApiOkResponse({ type: CallbacksView, description: 'Its deliveries, newest first.' })
  @ApiProblems({ ...NO_BODY, 422: 'The id is no UUID, or a parameter is wrong.' })
  async deliveries(
    @Param('id', UuidParamPipe) id: string,
    @Query(new ValidQueryPipe(DeliveriesQueryDto)) { limit, status: statuses, cursor }: DeliveriesQueryDto,
  ): Promise<CallbacksView> {
    const before = cursor ? sequenceOf(cursor) : null;
    const [endpoint, found] = await Promise.all([
      this.endpoints.find(id),
      this.log.list(id, { statuses, before }, limit + 1),
    ]);
    existing(endpoint, id);
    return callbacksView(found, limit);
  }

  @Post(':id/recover')
  @HttpCode(200)
  @Audited('webhook_endpoint.recover', { view: RecoveredView })
  @ApiBody({ type: RecoverDto, examples: { outage: { value: { since: '2026-01-31T12:00:00Z' } } } })
  @ApiOkResponse({
    type: RecoveredView,
    description: `They are made again, each once, ${RECOVERED_PER_SECOND} a second, from their first attempt on; new events are told meanwhile.`,
  })
  @ApiProblems({ ...BODY, ...NO_BODY, 422: 'A field is wrong, or the id is no UUID.' })
  async recover(
    @Param('id', UuidParamPipe) id: string,
    @Body(new ValidBodyPipe(RecoverDto)) { since }: RecoverDto,
  ): Promise<RecoveredView> {
    existing(await this.endpoints.find(id), id);
    const from = parseInstant(since) as Date;
    const queued = await this.log.recover(id, from, RECOVERED_PER_SECOND, MAX_RECOVERED);
    return { queued, more: queued === MAX_RECOVERED };
  }

  @Post(':id/deliveries/:deliveryId/resend')
  @HttpCode(200)
  @Audited('webhook_delivery.resend', { view: CallbackView, fields: ['type', 'status', 'message_id'] })
  @ApiOkResponse({
    type: CallbackView,
    description: 'It is sent again now; one in flight is left alone.',
  })
  @ApiProblems({ ...NO_BODY, 404: 'There is no such delivery.' })
  async resend(
    @Param('id', UuidParamPipe) id: string,
    @Param('deliveryId', UuidParamPipe) deliveryId: string,
  ): Promise<CallbackView> {
    const delivery = await this.log.again(id, deliveryId);
    if (!delivery) throw new NotFoundException(`Webhook endpoint ${id} has no delivery ${deliveryId}.`);
    return callbackView(delivery);
  }

  private checkUrl(url: string): void {
    const reason = this.service.faultOf(url);
    if (reason !== null) throw new InvalidFields([{ field: 'url', reason }]);
  }
}

function existing<T>(found: T | null, id: string): T {
  if (found === null) throw new NotFoundException(`There is no webhook endpoint ${id}.`);
  return found;
}
