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
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { newId } from '#config';
import { PoolNameTakenError, PoolNumbersTakenError, type SenderPool, SenderPools } from '#entities';
import { KnownPools } from '#messaging';
import { Audited } from '../access/audited.decorator.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ChangeSenderPoolDto, CreateSenderPoolDto, poolNumbers } from './sender-pool.dto.js';
import { SenderPoolsView, SenderPoolView, senderPoolView } from './sender-pool.view.js';

const NO_BODY = { 422: 'The id is no UUID.', 404: 'There is no such pool.' };
const BODY = {
  400: 'The body is no JSON.',
  413: 'The body is too large.',
  415: 'The body is not declared as JSON.',
};

const CHANGED = {
  view: SenderPoolView,
  before: (controller: SenderPoolsController, id: string) => controller.find(id),
};

/** Numbers that send under one name, so that each person hears from the same of them. */
@ApiTags('sender pools')
@ApiProblems({ 503: 'The store is away; see Retry-After.' })
@Controller('api/v1/sender-pools')
export class SenderPoolsController {
  constructor(
    private readonly pools: SenderPools,
    private readonly known: KnownPools,
  ) {}

  @Post()
  @Scopes('manage')
  @Audited('sender_pool.create', { view: SenderPoolView })
  @ApiBody({
    type: CreateSenderPoolDto,
    examples: {
      pool: {
        value: {
          name: 'appointments',
          numbers: [
            { number: '+15551234567', weight: 2 },
            { number: '+442079460000', countries: ['GB', 'IE'] },
          ],
        },
      },
    },
  })
  @ApiCreatedResponse({ type: SenderPoolView, description: 'The pool.' })
  @ApiProblems({
    ...BODY,
    409: 'There is a pool of this name, or a number is of another one.',
    422: 'Fields are wrong.',
  })
  async create(
    @Body(new ValidBodyPipe(CreateSenderPoolDto)) { name, numbers, description = null }: CreateSenderPoolDto,
  ): Promise<SenderPoolView> {
    const id = newId();
    await withoutConflict(this.pools.add({ id, name, description, numbers: poolNumbers(numbers) }));
    this.known.changed();
    return this.find(id);
  }

  @Get()
  @Scopes('read')
  @ApiOkResponse({ type: SenderPoolsView, description: 'All of them, by name.' })
  async list(): Promise<SenderPoolsView> {
    return { sender_pools: (await this.pools.list()).map(senderPoolView) };
  }

  @Get(':id')
  @Scopes('read')
  @ApiOkResponse({ type: SenderPoolView, description: 'The pool as it is now.' })
  @ApiProblems(NO_BODY)
  async find(@Param('id', UuidParamPipe) id: string): Promise<SenderPoolView> {
    return senderPoolView(existing(await this.pools.find(id), id));
  }

  @Patch(':id')
  @Scopes('manage')
  @Audited('sender_pool.change', CHANGED)
  @ApiBody({
    type: ChangeSenderPoolDto,
    examples: { numbers: { value: { numbers: [{ number: '+15557654321' }] } } },
  })
  @ApiOkResponse({ type: SenderPoolView, description: 'The pool as it is now.' })
  @ApiProblems({
    ...BODY,
    ...NO_BODY,
    409: 'A number is of another pool.',
    422: 'Fields are wrong, or the id is no UUID.',
  })
  async change(
    @Param('id', UuidParamPipe) id: string,
    @Body(new ValidBodyPipe(ChangeSenderPoolDto)) { numbers, description }: ChangeSenderPoolDto,
  ): Promise<SenderPoolView> {
    const change = {
      ...(numbers && { numbers: poolNumbers(numbers) }),
      ...(description !== undefined && { description }),
    };
    await withoutConflict(this.pools.change(id, change));
    this.known.changed();
    return this.find(id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Scopes('manage')
  @Audited('sender_pool.delete', CHANGED)
  @ApiNoContentResponse({ description: 'It is gone. What was accepted is sent from the number chosen then.' })
  @ApiProblems(NO_BODY)
  async remove(@Param('id', UuidParamPipe) id: string): Promise<void> {
    if (!(await this.pools.remove(id))) existing(null, id);
    this.known.changed();
  }
}

async function withoutConflict<T>(change: Promise<T>): Promise<T> {
  return change.catch((error: unknown) => {
    const isTaken = error instanceof PoolNameTakenError || error instanceof PoolNumbersTakenError;
    throw isTaken ? new ConflictException(error.message) : error;
  });
}

function existing(found: SenderPool | null, id: string): SenderPool {
  if (found === null) throw new NotFoundException(`There is no sender pool ${id}.`);
  return found;
}
