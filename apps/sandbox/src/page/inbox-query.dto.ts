import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Query of `GET /messages`. */
export class InboxQueryDto {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(50_000) limit: number = 100;
  /** Only messages to exactly this number or address. */
  @IsOptional() @IsString() to?: string;
  /** Only messages with these words, each somewhere: in an address, an id, the subject, the text, the status or the error. */
  @IsOptional() @IsString() @MaxLength(200) search?: string;
  /** The text that was just written on the page, which says what became of it. */
  @IsOptional() @IsString() @MaxLength(40) written?: string;
}
