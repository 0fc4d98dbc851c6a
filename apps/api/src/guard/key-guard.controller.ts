import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Put } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeys, type ApiKeyRow } from '#entities';
import { Audited } from '../access/audited.decorator.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { InvalidFields } from '../problems/field-error.js';
import { ApiProblems } from '../problems/problem.view.js';
import { KeyGuardView, keyGuardOf, keyGuardView, SetKeyGuardDto } from './key-guard.dto.js';

const RECORDED = {
  view: KeyGuardView,
  before: (controller: KeyGuardController, id: string) => controller.find(id),
};
const EXAMPLE = { code_caps: '10/10m,50/d', budget_period: 'month', budget_segments: 50_000 };

/** What one key may send, where that is not what everybody may. */
@ApiTags('access')
@ApiProblems({ 404: 'There is no valid key with this id.', 503: 'The store is away; see Retry-After.' })
@Scopes('admin')
@Controller('api/v1/api-keys/:id/guard')
export class KeyGuardController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @ApiOperation({ summary: 'The rules and the budget of a key.' })
  @ApiOkResponse({ type: KeyGuardView, description: 'Null is what the settings say.' })
  async find(@Param('id', UuidParamPipe) id: string): Promise<KeyGuardView> {
    return keyGuardView(this.living(id, await this.keys.row(id)).guard);
  }

  @Put()
  @Audited('api_key.guard', RECORDED)
  @ApiOperation({
    summary:
      'Give a key rules and a budget of its own, in place of those of the settings, everywhere within two seconds.',
    description:
      'What is left out, or null, is as the settings say; without amount and segments there is no budget.',
  })
  @ApiBody({ type: SetKeyGuardDto, examples: { signup: { value: EXAMPLE } } })
  @ApiOkResponse({ type: KeyGuardView, description: 'The rules as they are now.' })
  @ApiProblems({
    400: 'The body is no JSON.',
    413: 'The body is too large.',
    415: 'The body is not declared as JSON.',
    422: 'Fields are wrong: `errors: [{field, reason}]`.',
  })
  async set(
    @Param('id', UuidParamPipe) id: string,
    @Body(new ValidBodyPipe(SetKeyGuardDto)) dto: SetKeyGuardDto,
  ): Promise<KeyGuardView> {
    const faults = SetKeyGuardDto.faultsOf(dto);
    if (faults.length > 0) throw new InvalidFields(faults);
    return keyGuardView(this.living(id, await this.keys.guard(id, keyGuardOf(dto))).guard);
  }

  @Delete()
  @HttpCode(204)
  @Audited('api_key.guard', RECORDED)
  @ApiOperation({ summary: 'Take a key its own rules: what the settings say counts again.' })
  @ApiNoContentResponse({ description: 'It has none of its own.' })
  async remove(@Param('id', UuidParamPipe) id: string): Promise<void> {
    this.living(id, await this.keys.guard(id, null));
  }

  private living(id: string, key: ApiKeyRow | null): ApiKeyRow {
    if (key === null || key.revokedAt !== null)
      throw new NotFoundException(`There is no valid API key ${id}.`);
    return key;
  }
}
