import { IsBoolean, IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';

/** Body of `PUT /sandbox/settings`; what is left out stays as it is. */
export class BehaviourDto {
  @IsOptional() @IsInt() @Min(0) @Max(120_000) latency_ms?: number;
  @IsOptional() @IsNumber() @Min(0) @Max(1) error_rate?: number;
  @IsOptional() @IsInt() @Min(0) @Max(3_600_000) callback_delay_ms?: number;
  @IsOptional() @IsNumber() @Min(0) @Max(1) callback_loss?: number;
  @IsOptional() @IsInt() @Min(1) @Max(100) callback_copies?: number;
  @IsOptional() @IsBoolean() callback_shuffle?: boolean;
}
