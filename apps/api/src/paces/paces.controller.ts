import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Put } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { PacedMessageGroups, Paces, type StoredPace } from '#entities';
import { bucketOf, PaceTable } from '#messaging';
import { Providers } from '#providers';
import { Audited } from '../access/audited.decorator.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { SetPaceDto } from './set-pace.dto.js';
import { paceName, PaceOfPipe } from './pace-owner.pipe.js';
import { pacedView, PaceListView, PaceView, paceView } from './pace.view.js';

type Of = StoredPace['of'];

const OF = {
  name: 'of',
  enum: ['sender', 'account'],
  example: 'sender',
  description: 'Whose pace it is.',
} as const;
const NAME = {
  name: 'name',
  example: '+15551234567',
  description: 'The sender, as messages are sent `from` it; or the name of the account, such as `twilio`.',
} as const;

/** How fast senders and accounts may send. */
@ApiTags('operations')
@ApiProblems({ 503: 'The store is away; see Retry-After.' })
@Scopes('admin')
@Controller('api/v1/admin/paces')
export class PacesController {
  constructor(
    private readonly paces: Paces,
    private readonly waiting: PacedMessageGroups,
    private readonly table: PaceTable,
    private readonly providers: Providers,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The paces that were set, those of the routes file, and what waits for its turn.',
    description: 'What is documented by a provider, and counts where nothing is said, is in docs/pace.md.',
  })
  @ApiOkResponse({ type: PaceListView, description: 'All of them.' })
  async list(): Promise<PaceListView> {
    const { givenPaces, slowedBuckets } = this.table;
    const [all, { groups, more }] = await Promise.all([this.paces.all(), this.waiting.find()]);
    const set = all.map((each) => this.viewOf(each));
    const isSet = new Set(set.map(({ of, name }) => `${of}:${name}`));
    const ofFile = givenPaces
      .filter(({ bucket, pace }) => pace.origin === 'routes_file' && !isSet.has(bucket))
      .map(({ bucket, pace }) => paceView(bucket, pace, slowedBuckets.has(bucket)));
    const waiting = groups.map((group) => pacedView(group, this.table));
    return { paces: [...set, ...ofFile], waiting, more };
  }

  @Put(':of/:name')
  @ApiParam(OF)
  @ApiParam(NAME)
  @Audited('pace.set', { view: PaceView })
  @ApiOperation({
    summary: 'Set how fast a sender, or an account, may send.',
    description:
      'Counts before the routes file and what providers document, in all processes within two seconds. What waits moves up if it is faster: 10,000 messages at once.',
  })
  @ApiBody({ type: SetPaceDto, examples: { tollFree: { value: { per_second: 3, per_day: 2000 } } } })
  @ApiOkResponse({ type: PaceView, description: 'The pace.' })
  @ApiProblems({
    400: 'The body is no JSON.',
    404: 'There is no such account, and nobody can send as such a sender.',
    413: 'The body is too large.',
    415: 'The body is not declared as JSON.',
    422: 'Fields are wrong: `errors: [{field, reason}]`.',
  })
  async set(
    @Param('of', PaceOfPipe) of: Of,
    @Param('name') name: string,
    @Body(new ValidBodyPipe(SetPaceDto)) { per_second: perSecond = null, per_day: perDay = null }: SetPaceDto,
  ): Promise<PaceView> {
    const stored = await this.paces.put({ of, name: paceName(of, name, this.providers), perSecond, perDay });
    return this.viewOf(stored);
  }

  @Delete(':of/:name')
  @ApiParam(OF)
  @ApiParam(NAME)
  @HttpCode(204)
  @Audited('pace.remove', { view: PaceView })
  @ApiOperation({ summary: 'Remove a pace that was set: what was before it counts again.' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblems({ 404: 'No such pace was set.' })
  async remove(@Param('of', PaceOfPipe) of: Of, @Param('name') name: string): Promise<void> {
    if (!(await this.paces.remove(of, paceName(of, name, this.providers))))
      throw new NotFoundException('No such pace was set.');
  }

  private viewOf(pace: StoredPace): PaceView {
    const bucket = bucketOf(pace);
    return paceView(bucket, { ...pace, origin: 'set' }, this.table.slowedBuckets.has(bucket));
  }
}
