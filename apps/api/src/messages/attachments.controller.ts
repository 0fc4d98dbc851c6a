import {
  BadGatewayException,
  Controller,
  Get,
  NotFoundException,
  Param,
  ServiceUnavailableException,
  StreamableFile,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Attachments, type OpenAttachment } from '#messaging';
import { PermanentError, ProviderError } from '#providers';
import { Scopes } from '../caller/scopes.decorator.js';
import { ApiProblems } from '../problems/problem.view.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';

/** A media type as RFC 6838 has it; anything else is offered as bytes. */
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(\s*;\s*charset=[\w-]{1,40})?$/i;

/** The files of messages people wrote to us. */
@ApiTags('messages')
@ApiProblems({
  404: 'No such message, or no such file here.',
  502: 'The provider has it no more.',
  503: 'Try again.',
})
@Controller('api/v1/messages/:id/attachments')
export class AttachmentsController {
  constructor(private readonly attachments: Attachments) {}

  @Get(':n')
  @Scopes('read')
  @ApiOperation({
    summary: 'A file of an inbound message; of an MMS, fetched from the provider with our credentials.',
  })
  @ApiParam({ name: 'n', example: 0, description: 'Its index in `attachments`, from 0.' })
  @ApiOkResponse({
    description: 'The file, as a download.',
    content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
  })
  async read(@Param('id', UuidParamPipe) id: string, @Param('n') n: string): Promise<StreamableFile> {
    const attachment = /^\d{1,3}$/.test(n) ? await this.open(id, Number(n)) : null;
    if (!attachment) throw new NotFoundException(`There is no file ${n.slice(0, 20)} of message ${id} here.`);
    const { contentType, filename, content } = attachment;
    return new StreamableFile(content, {
      type: MEDIA_TYPE.test(contentType) ? contentType : 'application/octet-stream',
      // Never shown as a page of ours, whatever it is.
      disposition: `attachment${filename ? `; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed())}` : ''}`,
    });
  }

  private async open(id: string, position: number): Promise<OpenAttachment | null> {
    try {
      return await this.attachments.open(id, position);
    } catch (error) {
      if (error instanceof PermanentError)
        throw new BadGatewayException(`The provider no longer has it: ${error.message}`);
      if (error instanceof ProviderError)
        throw new ServiceUnavailableException('The provider cannot be reached now.');
      throw error;
    }
  }
}
