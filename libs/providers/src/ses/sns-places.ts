/** `arn:aws:sns:eu-central-1:123456789012:mail-events`. */
export const TOPIC_ARN = /^arn:aws(?:-[a-z]+)*:sns:[a-z]+(?:-[a-z]+)+-\d{1,2}:\d{12}:[\w-]{1,256}$/;

/** Which topics are listened to, and where their certificates and confirmations may lie. */
export class SnsPlaces {
  private readonly topics: ReadonlySet<string>;

  /** `sandboxOrigin`: a place that plays SNS, and counts as it; null: there is none. */
  constructor(
    topicArns: readonly string[],
    private readonly sandboxOrigin: string | null,
  ) {
    this.topics = new Set(topicArns);
  }

  knows(topicArn: string): boolean {
    return this.topics.has(topicArn);
  }

  /** Whether an address is that of SNS in the region of this topic. */
  isOfSns(url: URL, topicArn: string): boolean {
    const [, partition, , region] = topicArn.split(':');
    const host = `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
    const isBare = url.username === '' && url.password === '';
    return isBare && (url.origin === `https://${host}` || url.origin === this.sandboxOrigin);
  }
}
