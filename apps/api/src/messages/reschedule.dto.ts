import { IsSendTime } from './sending-fields.js';

/** The body of `POST /api/v1/messages/:id/reschedule`. */
export class RescheduleDto {
  @IsSendTime({
    example: '2026-02-01T09:00:00Z',
    description: 'When it is sent: at most 35 days ahead. A time that is past is now.',
  })
  scheduled_at: string;
}
