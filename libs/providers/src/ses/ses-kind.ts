import { IsInt, IsString, Matches, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { IsBaseUrl, SANDBOX_CREDENTIALS } from '#config';
import { providerKind } from '../accounts/provider-kind.js';
import { SesProvider } from './ses-provider.js';
import { TOPIC_ARN } from './sns-places.js';

const MAX_TOPICS = 10;

const topicsOf = (list: string) => (list === '' ? [] : list.split(',').map((arn) => arn.trim()));

/** Holds a setting to be ARNs of topics of SNS, separated by commas, or nothing. */
const AreTopicArns = () =>
  ValidateBy({
    name: 'areTopicArns',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && areTopicArns(topicsOf(value)),
      defaultMessage: () =>
        `must be ARNs of standard topics of SNS (arn:aws:sns:region:account:name), at most ${MAX_TOPICS}, separated by commas`,
    },
  });

function areTopicArns(arns: string[]): boolean {
  return arns.length <= MAX_TOPICS && arns.every((arn) => TOPIC_ARN.test(arn));
}

/** A key of an account at AWS, for one region. */
class SesAccount {
  @Matches(/^([a-z]+(-[a-z]+)+-\d{1,2})?$/, { message: 'must be a region of AWS, such as eu-central-1' })
  region = '';
  @Matches(/^\w{0,128}$/, { message: 'must be the ID of an access key: letters and figures' })
  accessKeyId = '';
  @IsString() secretAccessKey = '';
  /** Of temporary keys. */
  @IsString() sessionToken = '';
  /** Whose event destination is the topic. Empty: the one that the sender's identity has, if any. */
  @Matches(/^[\w-]{0,64}$/, { message: 'must be the name of a configuration set' }) configurationSet = '';
  /** Topics of SNS that the events go to; notifications of any other are refused. */
  @AreTopicArns() topicArns = '';
  /** How long ago a notification may have been published: SNS repeats what failed for an hour, or as its policy says. */
  @IsInt() @Min(60) @Max(2_592_000) webhookToleranceSeconds = 86_400;
  /** Empty: the real service, or with the sandbox's credentials the sandbox. */
  @ValidateIf((account: SesAccount) => account.baseUrl !== '') @IsBaseUrl() baseUrl = '';
}

/** Email by Amazon SES. */
export const SES = providerKind<SesAccount>({
  name: 'ses',
  channels: ['email'],
  Account: SesAccount,
  needs: ['region', 'accessKeyId', 'secretAccessKey', 'topicArns'],
  credentials: ['accessKeyId', 'secretAccessKey'],
  secrets: ['accessKeyId', 'secretAccessKey', 'topicArns'],
  proofs: [],
  sandbox: {
    region: 'us-east-1',
    accessKeyId: SANDBOX_CREDENTIALS.sesAccessKeyId,
    secretAccessKey: SANDBOX_CREDENTIALS.sesSecretAccessKey,
    topicArns: SANDBOX_CREDENTIALS.sesTopicArn,
  },
  real: /(^|\.)amazonaws\.com(\.cn)?$/,
  create: ({ topicArns, webhookToleranceSeconds, ...account }, context) =>
    new SesProvider({
      ...account,
      ...context,
      topicArns: topicsOf(topicArns),
      webhookToleranceMs: webhookToleranceSeconds * 1_000,
    }),
});
