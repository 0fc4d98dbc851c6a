import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SANDBOX_CREDENTIALS } from '#config';

/** What the api believes its address to be; Twilio signs it. */
export const PUBLIC_URL = 'http://webhooks.bench.example';
const PATH = '/api/v1/webhooks/twilio';

/** A status callback of one message. */
export interface StatusCallback {
  messageId: string;
  sid: string;
  status: string;
}

/** Posts callbacks as Twilio does, over kept-alive connections. */
export class CallbackLoad {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 100, noDelay: true });

  constructor(private readonly apiUrl: string) {}

  /**
   * Posts each at its moment, `perSecond` on average, whether or not the ones before are answered. Answers the latencies in
   * milliseconds, each counted from the moment it was due. @throws Error for an answer that is no 200.
   */
  async at(perSecond: number, callbacks: StatusCallback[], random: () => number): Promise<number[]> {
    const answers: Promise<number>[] = [];
    let due = performance.now();
    for (const callback of callbacks) {
      due += (-Math.log(1 - random()) / perSecond) * 1_000;
      const wait = due - performance.now();
      if (wait > 0) await sleep(wait);
      const dueAt = due;
      answers.push(this.post(callback).then(() => performance.now() - dueAt));
    }
    return Promise.all(answers);
  }

  close(): void {
    this.agent.destroy();
  }

  private post({ messageId, sid, status }: StatusCallback): Promise<void> {
    const path = `${PATH}?message_id=${messageId}`;
    const fields = { MessageSid: sid, MessageStatus: status, SmsSid: sid, SmsStatus: status };
    const signed = PUBLIC_URL + path + Object.entries(fields).flat().join('');
    const signature = createHmac('sha1', SANDBOX_CREDENTIALS.twilioAuthToken).update(signed).digest('base64');
    const body = new URLSearchParams(fields).toString();
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': Buffer.byteLength(body),
      'X-Twilio-Signature': signature,
    };
    return new Promise((resolve, reject) => {
      const call = request(this.apiUrl + path, { method: 'POST', agent: this.agent, headers }, (response) => {
        response.resume();
        response.on('error', reject);
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`HTTP ${response.statusCode}`)),
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}
