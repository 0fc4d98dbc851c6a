import { IsArray, IsIn, IsObject, IsOptional, IsString, IsUrl, Length, Matches } from 'class-validator';

const E164 = /^\+[1-9]\d{6,14}$/;

export class SendMessageDto {
  @IsIn(['sms', 'mms']) type: 'sms' | 'mms';
  @IsString() @Matches(E164) from: string;
  @IsString() @Matches(E164) to: string;
  @IsString() @Length(1, 1_600) body: string;
  @IsOptional() @IsArray() @IsUrl({}, { each: true }) attachments?: string[];
  @IsOptional() @IsIn(['code', 'bulk']) priority?: 'code' | 'bulk';
  @IsOptional() @IsObject() metadata?: Record<string, unknown>;
}
