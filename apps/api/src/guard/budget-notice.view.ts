import { ApiProperty } from '@nestjs/swagger';
import { SHOWN } from '../access/mask-kinds.js';

const NUMBER = { type: Number, nullable: true } as const;

/** What the webhooks `budget.warned` and `budget.used_up` tell. */
export class BudgetNoticeView {
  @ApiProperty({ format: 'uuid', description: 'The key whose budget it is.' }) api_key_id: string;
  @ApiProperty({ ...SHOWN, example: 'signup', description: 'Its name.' }) api_key_name: string;
  @ApiProperty({ enum: ['day', 'month'], description: 'What the budget is of.' }) period: string;
  @ApiProperty({ ...SHOWN, example: '2026-01-01', description: 'The first day of that (UTC).' })
  period_begins: string;
  @ApiProperty({ example: 81.5, description: 'How much of it is used.' }) used_percent: number;
  @ApiProperty({ example: 48_900, description: 'Segments that were accepted.' }) segments: number;
  @ApiProperty({ ...NUMBER, example: 60_000, description: 'Segments there may be; null: any number.' })
  budget_segments: number | null;
  @ApiProperty({ ...NUMBER, example: 366.75, description: 'What they cost; null: it is of no amount.' })
  amount: number | null;
  @ApiProperty({ ...NUMBER, example: 500, description: 'What they may cost; null: any amount.' })
  budget_amount: number | null;
  @ApiProperty({ ...SHOWN, type: String, nullable: true, example: 'USD', description: 'Of the amounts.' })
  currency: string | null;
}
