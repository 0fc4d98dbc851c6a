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
  Req,
} from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiKeys } from '#entities';
import { ApiKeyActions, KeyNameTakenError, UnmaskableScopesError } from '#messaging';
import type { Request } from 'express';
import '../caller/request-key.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { InvalidFields } from '../problems/field-error.js';
import { ApiProblems } from '../problems/problem.view.js';
import {
  ApiKeysView,
  ApiKeyView,
  apiKeyView,
  ChangeApiKeyDto,
  CreateApiKeyDto,
  ListApiKeysDto,
  NewApiKeyView,
} from './api-key.dto.js';
import { AuditedByService } from './audited.decorator.js';
import { originOf } from './change-origin.js';

const BODY = {
  400: 'The body is no JSON.',
  413: 'The body is too large.',
  415: 'The body is not declared as JSON.',
};
const TAKEN = { 409: 'Another valid key has this name.' };
const SUPPORT = { name: 'support', scopes: ['read'], mask: true };

/** The keys of this API. */
@ApiTags('access')
@ApiProblems({
  422: 'Fields or parameters are wrong: `errors: [{field, reason}]`.',
  503: 'The store is away; see Retry-After.',
})
@Scopes('admin')
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly actions: ApiKeyActions,
  ) {}

  @Post()
  @AuditedByService('api_key.create')
  @ApiOperation({ summary: 'Create an API key.' })
  @ApiBody({ type: CreateApiKeyDto, examples: { support: { value: SUPPORT } } })
  @ApiCreatedResponse({ type: NewApiKeyView, description: 'With the key itself, which is shown only here.' })
  @ApiProblems({ ...BODY, ...TAKEN })
  async create(
    @Body(new ValidBodyPipe(CreateApiKeyDto)) dto: CreateApiKeyDto,
    @Req() request: Request,
  ): Promise<NewApiKeyView> {
    const {
      name,
      scopes,
      rate_limit: rateLimit = null,
      mask,
      default_priority: defaultPriority = null,
    } = dto;
    const wanted = { name, scopes, rateLimit, mask, defaultPriority };
    const { key, secret } = await this.actions.create(wanted, originOf(request)).catch(asProblem);
    return { ...apiKeyView(key), secret };
  }

  @Get()
  @ApiOperation({ summary: 'API keys, newest first.' })
  @ApiOkResponse({ type: ApiKeysView, description: 'A page of them, without the keys themselves.' })
  async list(
    @Query(new ValidQueryPipe(ListApiKeysDto)) { limit, cursor }: ListApiKeysDto,
  ): Promise<ApiKeysView> {
    // One more than the page tells whether there is another.
    const found = await this.keys.page(limit + 1, cursor);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { api_keys: page.map(apiKeyView), next_cursor: last?.id ?? null };
  }

  @Patch(':id')
  @AuditedByService('api_key.change')
  @ApiOperation({
    summary:
      'Change the name, the limit, the mask or the default priority of a valid key, within two seconds everywhere.',
  })
  @ApiBody({ type: ChangeApiKeyDto, examples: { mask: { value: { mask: true } } } })
  @ApiOkResponse({ type: ApiKeyView, description: 'The key as it is now.' })
  @ApiProblems({ ...BODY, ...TAKEN, 404: 'There is no valid key with this id.' })
  async change(
    @Param('id', UuidParamPipe) id: string,
    @Body(new ValidBodyPipe(ChangeApiKeyDto)) dto: ChangeApiKeyDto,
    @Req() request: Request,
  ): Promise<ApiKeyView> {
    const { name, rate_limit: rateLimit, mask, default_priority: defaultPriority } = dto;
    const origin = originOf(request);
    const change = { name, rateLimit, mask, defaultPriority };
    const key = await this.actions.change(id, change, origin).catch(asProblem);
    if (!key) throw new NotFoundException(`There is no valid API key ${id}.`);
    return apiKeyView(key);
  }

  @Delete(':id')
  @HttpCode(204)
  @AuditedByService('api_key.revoke')
  @ApiOperation({ summary: 'Revoke a key, and the sessions of it, within two seconds everywhere.' })
  @ApiNoContentResponse({ description: 'It is revoked; also when it was before.' })
  @ApiProblems({ 404: 'There is no such key.' })
  async revoke(@Param('id', UuidParamPipe) id: string, @Req() request: Request): Promise<void> {
    const revoked = await this.actions.revoke(id, originOf(request));
    if (!revoked && !(await this.keys.row(id))) throw new NotFoundException(`There is no API key ${id}.`);
  }
}

function asProblem(error: unknown): never {
  if (error instanceof KeyNameTakenError) throw new ConflictException(error.message);
  if (error instanceof UnmaskableScopesError)
    throw new InvalidFields([{ field: 'mask', reason: error.reason }]);
  throw error;
}
