/** What providers really send, for the documents. */
export const TWILIO_EXAMPLE = {
  'status callback': {
    value: {
      MessageSid: 'SM0123456789abcdef0123456789abcdef',
      MessageStatus: 'delivered',
      To: '+15559876543',
      From: '+15551234567',
      AccountSid: 'AC00000000000000000000000000000000',
      ApiVersion: '2010-04-01',
    },
  },
  'inbound message': {
    value: {
      MessageSid: 'MM0123456789abcdef0123456789abcdef',
      SmsStatus: 'received',
      From: '+15559876543',
      To: '+15551234567',
      Body: 'Thanks!',
      NumMedia: '1',
      MediaUrl0: 'https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0',
      MediaContentType0: 'image/jpeg',
    },
  },
};

export const SENDGRID_EXAMPLE = {
  delivered: {
    value: [
      {
        event: 'delivered',
        email: 'someone@example.org',
        timestamp: 1_700_000_000,
        sg_event_id: 'ZGVsaXZlcmVkLTAtMTIzNDU2Nzg',
        sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
        message_id: '01980a5c-7e1f-7cc3-98c4-dc0c0c07398f',
      },
    ],
  },
};

export const COMPATIBLE_EXAMPLE = {
  'the shape of the service before this one, where unsigned callbacks are taken': {
    value: {
      messaging_provider_id: 'message-1',
      from: '+15559876543',
      to: '+15551234567',
      type: 'sms',
      body: 'Thanks!',
      attachments: null,
      timestamp: '2024-11-01T14:00:00Z',
    },
  },
};

export const INBOUND_MAIL_EXAMPLE = {
  reply: {
    value: {
      headers:
        'Message-ID: <CAF1@mail.example.org>\nFrom: Someone <someone@example.org>\nSubject: Re: Your order\n',
      from: 'Someone <someone@example.org>',
      to: 'shop@example.com',
      subject: 'Re: Your order',
      text: 'Thanks!',
      envelope: '{"to":["shop@example.com"],"from":"someone@example.org"}',
      charsets: '{"to":"UTF-8","from":"UTF-8","subject":"UTF-8","text":"UTF-8"}',
    },
  },
};
