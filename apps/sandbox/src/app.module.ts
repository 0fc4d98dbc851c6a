import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { HealthController } from './answers/health.controller.js';
import { InboxPage } from './page/inbox-page.js';
import { MailController } from './page/mail.controller.js';
import { ProviderErrorFilter } from './provider-error.filter.js';
import { CallbackSender } from './callbacks/callback-sender.js';
import { HttpCallbacks } from './http/http-callbacks.js';
import { HttpController } from './http/http.controller.js';
import { HttpMessages } from './http/http-messages.js';
import { TwilioInbound } from './inbound/twilio-inbound.js';
import { VonageCallbacks } from './vonage/vonage-callbacks.js';
import { VonageController } from './vonage/vonage.controller.js';
import { VonageMessages } from './vonage/vonage-messages.js';
import { Behaviour } from './behaviour/behaviour.js';
import { BehaviourController } from './behaviour/behaviour.controller.js';
import { CallbackQueue } from './callbacks/callback-queue.js';
import { InboundController } from './page/inbound.controller.js';
import { InboundTexts } from './inbound/inbound-texts.js';
import { MediaController } from './inbound/media.controller.js';
import { Inbox } from './inbox/inbox.js';
import { InboxController } from './page/inbox.controller.js';
import { OutcomeChoice } from './outcomes/outcome-choice.js';
import { SandboxSettings } from './sandbox-settings.js';
import { EventSigner } from './sendgrid/event-signer.js';
import { EventWebhook } from './sendgrid/event-webhook.js';
import { PublicKeyController } from './sendgrid/public-key.controller.js';
import { SendgridController } from './sendgrid/sendgrid.controller.js';
import { SendgridMail } from './sendgrid/sendgrid-mail.js';
import { SesController } from './ses/ses.controller.js';
import { SesMessages } from './ses/ses-messages.js';
import { SnsController } from './ses/sns.controller.js';
import { SnsTopic } from './ses/sns-topic.js';
import { ReportMails } from './smtp/report-mails.js';
import { SmtpSink } from './smtp/smtp-sink.js';
import { MessagingServices } from './twilio/messaging-services.js';
import { StatusCallbacks } from './twilio/status-callbacks.js';
import { TwilioController } from './twilio/twilio.controller.js';
import { TwilioMessages } from './twilio/twilio-messages.js';

/** All providers, played locally. Everything is in memory and gone with the process. */
@Module({})
export class SandboxModule {
  static forRoot(settings: SandboxSettings): DynamicModule {
    return {
      module: SandboxModule,
      controllers: [
        TwilioController,
        SendgridController,
        SesController,
        SnsController,
        VonageController,
        HttpController,
        InboxController,
        MailController,
        InboundController,
        MediaController,
        BehaviourController,
        PublicKeyController,
        HealthController,
      ],
      providers: [
        { provide: SandboxSettings, useValue: settings },
        { provide: APP_FILTER, useClass: ProviderErrorFilter },
        { provide: Inbox, useFactory: () => new Inbox() },
        Behaviour,
        CallbackQueue,
        CallbackSender,
        InboundTexts,
        InboxPage,
        OutcomeChoice,
        MessagingServices,
        StatusCallbacks,
        TwilioMessages,
        EventSigner,
        EventWebhook,
        SendgridMail,
        ReportMails,
        SmtpSink,
        TwilioInbound,
        SesMessages,
        SnsTopic,
        VonageCallbacks,
        VonageMessages,
        HttpCallbacks,
        HttpMessages,
      ],
    };
  }
}
