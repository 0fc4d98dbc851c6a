import type { CodeGroup } from './error-code.js';

/** What the API of Amazon SES answers, without the `Exception` that ends most: to SendEmail, and to any request. */
export const SES_ANSWERS: Record<'send' | 'common', CodeGroup[]> = {
  send: [
    {
      whatToDo:
        'Read the words of the answer: either the sender is not verified in this region (or, in the sandbox of SES, the recipient), or the content was taken for harmful.',
      permanent: true,
      codes: { MessageRejected: 'SES refused the mail' },
    },
    {
      whatToDo: "Verify the sender's domain, and its MAIL FROM domain, in SES.",
      permanent: true,
      elsewhere: true,
      codes: { MailFromDomainNotVerified: "The sender's domain is not verified" },
    },
    {
      whatToDo: 'Read the words of the answer: they name the part of the mail that is wrong.',
      permanent: true,
      codes: { BadRequest: 'A part of the mail is not valid' },
    },
    {
      whatToDo:
        "Look at the account's reputation in the console of SES, and write to AWS Support. Mails are held until then.",
      permanent: true,
      codes: { AccountSuspended: 'Sending is suspended for the account' },
    },
    {
      whatToDo:
        'Resume sending for the account, or for the configuration set, in the console of SES. Mails are held until then.',
      permanent: true,
      codes: { SendingPaused: 'Sending is paused' },
    },
    {
      whatToDo:
        'Check SES_CONFIGURATION_SET and SES_REGION: the set is of one region. Mails are held until then.',
      permanent: true,
      codes: { NotFound: 'There is no such configuration set' },
    },
    {
      whatToDo:
        'Wait: the quota is of the last 24 hours. If it happens again, have it raised in the console of SES. Mails are held until then.',
      permanent: false,
      codes: { LimitExceeded: 'The sending quota of the account is used up' },
    },
    {
      whatToDo:
        'Nothing: it is tried again by itself. If it lasts, have the sending rate of the account raised, or set a pace.',
      permanent: false,
      codes: { TooManyRequests: 'The sending rate of the account is exceeded' },
    },
  ],
  common: [
    {
      whatToDo: 'Nothing: it is tried again by itself once the limit allows.',
      permanent: false,
      codes: {
        Throttling: 'Too many requests',
        RequestLimitExceeded: 'Too many requests',
      },
    },
    {
      whatToDo:
        'Check SES_ACCESS_KEY_ID and SES_SECRET_ACCESS_KEY: deleted, inactive, or one of another. Mails are held until then.',
      permanent: true,
      codes: {
        UnrecognizedClient: 'The access key is not known',
        InvalidClientTokenId: 'The access key is not known',
        SignatureDoesNotMatch: 'The secret is not that of the access key',
        InvalidSignature: 'The secret is not that of the access key',
        IncompleteSignature: 'The signature of the request is not whole',
        MissingAuthenticationToken: 'The request bears no signature',
      },
    },
    {
      whatToDo: 'Renew the temporary keys and SES_SESSION_TOKEN. Mails are held until then.',
      permanent: true,
      codes: { ExpiredToken: 'The temporary keys have expired' },
    },
    {
      whatToDo: "Set this machine's clock right: AWS takes requests of the last minutes alone.",
      permanent: true,
      codes: {
        RequestExpired: 'The request was signed too long ago',
        RequestTimeTooSkewed: 'The clocks differ',
      },
    },
    {
      whatToDo:
        "Allow ses:SendEmail to the access key's user or role, for this sender. Mails are held until then.",
      permanent: true,
      codes: {
        AccessDenied: 'The access key may not send',
        NotAuthorized: 'The access key may not send',
        OptInRequired: 'The account is not subscribed to SES',
      },
    },
    {
      whatToDo: 'Nothing: it is tried again by itself. If it lasts, look at health.aws.amazon.com.',
      permanent: false,
      codes: {
        InternalFailure: 'Internal error at AWS',
        InternalServiceError: 'Internal error at AWS',
        ServiceUnavailable: 'SES is not available',
      },
    },
    {
      whatToDo: 'Look at the mail in the console: the request was not one that SES can read.',
      permanent: true,
      codes: { ValidationError: 'The request is not valid' },
    },
  ],
};

/** What an event says of a mail for which no mail server gave a code. */
export const SES_EVENTS: CodeGroup[] = [
  {
    whatToDo:
      'Check the address with the recipient. It is suppressed now, here and at SES: remove both suppressions before you write again.',
    permanent: true,
    codes: {
      NoEmail: 'There is no such mailbox',
      Suppressed: 'SES sends nothing to this address, which bounced for others of late',
      OnAccountSuppressionList: "The address is on the account's suppression list at SES",
    },
  },
  {
    whatToDo: "Read the mail server's words, and retry later if the address is right.",
    permanent: false,
    codes: {
      General: 'The mail bounced, and the mail server did not say why',
      Undetermined: 'The mail bounced for an unknown reason',
      MailboxFull: 'The mailbox is full',
    },
  },
  {
    whatToDo: 'Change the mail: send it shorter, or without what the words name.',
    permanent: true,
    codes: {
      MessageTooLarge: 'The mail is too large for its recipient',
      ContentRejected: 'The mail server took the content for unwanted',
      AttachmentRejected: 'The mail server does not take such attachments',
    },
  },
];
