import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

/** Query of `GET /messages`. */
export class InboxQueryDto {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(50_000) limit: number = 100;
  /** Only messages to exactly this number or address. */
  @IsOptional() @IsString() to?: string;
}
