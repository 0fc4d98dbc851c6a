import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Body of `POST /sandbox/inbound`: what a person writes, and to which number. */
export class InboundDto {
  @IsString() @IsNotEmpty() @MaxLength(40) from: string;
  @IsString() @IsNotEmpty() @MaxLength(40) to: string;
  @IsOptional() @IsString() @MaxLength(1_600) body?: string;
  /** So many pictures come along. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(10) num_media?: number;
  /** As Advanced Opt-Out says it. */
  @IsOptional() @IsIn(['STOP', 'START', 'HELP']) opt_out_type?: string;
  /** Who carries it; left out: who carries texts here. */
  @IsOptional() @IsIn(['twilio', 'vonage', 'http']) provider?: string;
}
