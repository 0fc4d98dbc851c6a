-- A database of 0.1.0 with some rows in each table, as pg_dump --inserts wrote it.
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE TABLE public.conversations (
    id uuid NOT NULL,
    channel_type text NOT NULL,
    participant_from text NOT NULL,
    participant_to text NOT NULL,
    participant_low text NOT NULL COLLATE pg_catalog."C",
    participant_high text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT conversations_channel_type_check CHECK ((channel_type = ANY (ARRAY['sms'::text, 'email'::text]))),
    CONSTRAINT conversations_check CHECK ((participant_low <= participant_high))
);
CREATE TABLE public.message_events (
    message_id uuid NOT NULL,
    id bigint NOT NULL,
    type text NOT NULL,
    status text NOT NULL,
    reason text,
    attempt integer,
    detail jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.message_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.message_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.messages (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    direction text NOT NULL,
    type text NOT NULL,
    status text NOT NULL,
    from_address text NOT NULL,
    to_address text NOT NULL,
    body text NOT NULL,
    subject text,
    html text,
    attachments jsonb DEFAULT '[]'::jsonb NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    provider text NOT NULL,
    provider_message_id text,
    retry_count integer DEFAULT 0 NOT NULL,
    attempt_count integer DEFAULT 0 NOT NULL,
    error jsonb,
    attempt_id uuid,
    lease_token uuid,
    lease_expires_at timestamp with time zone,
    due_at timestamp with time zone,
    scheduled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    failed_at timestamp with time zone,
    CONSTRAINT messages_check CHECK (((status <> ALL (ARRAY['scheduled'::text, 'pending'::text, 'sending'::text, 'retry'::text])) OR (due_at IS NOT NULL))),
    CONSTRAINT messages_direction_check CHECK ((direction = ANY (ARRAY['outbound'::text, 'inbound'::text]))),
    CONSTRAINT messages_status_check CHECK ((status = ANY (ARRAY['scheduled'::text, 'pending'::text, 'sending'::text, 'retry'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'canceled'::text, 'received'::text]))),
    CONSTRAINT messages_type_check CHECK ((type = ANY (ARRAY['sms'::text, 'mms'::text, 'email'::text])))
);
CREATE TABLE public.migrations (
    id integer NOT NULL,
    "timestamp" bigint NOT NULL,
    name character varying NOT NULL
);
CREATE SEQUENCE public.migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.migrations_id_seq OWNED BY public.migrations.id;
CREATE TABLE public.send_attempts (
    message_id uuid NOT NULL,
    id uuid NOT NULL,
    number integer NOT NULL,
    provider text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    outcome text,
    http_status integer,
    provider_code text,
    provider_message text,
    provider_message_id text,
    latency_ms integer,
    CONSTRAINT send_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'permanent'::text, 'retryable'::text, 'unknown'::text, 'absent'::text])))
);
CREATE TABLE public.webhook_events (
    id uuid NOT NULL,
    provider text NOT NULL,
    event_id text NOT NULL,
    kind text NOT NULL,
    provider_status text NOT NULL,
    provider_message_id text,
    message_id uuid,
    code text,
    reason text,
    occurred_at timestamp with time zone,
    payload jsonb NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_at timestamp with time zone
);
ALTER TABLE ONLY public.migrations ALTER COLUMN id SET DEFAULT nextval('public.migrations_id_seq'::regclass);
INSERT INTO public.conversations VALUES ('0190b1de-0000-7000-8000-00000000c001', 'sms', '+15550000001', '+15550000002', '+15550000001', '+15550000002', '2026-01-05 10:00:00+00', '2026-01-05 10:00:00+00');
INSERT INTO public.conversations VALUES ('0190b1de-0000-7000-8000-00000000c002', 'email', 'Shop <shop@example.com>', 'jane@example.org', 'jane@example.org', 'shop@example.com', '2026-01-05 11:00:00+00', '2026-01-05 11:00:00+00');
INSERT INTO public.message_events OVERRIDING SYSTEM VALUE VALUES ('0190b1de-0000-7000-8000-000000000001', 1, 'accepted', 'pending', NULL, NULL, NULL, '2026-01-05 10:00:00+00');
INSERT INTO public.message_events OVERRIDING SYSTEM VALUE VALUES ('0190b1de-0000-7000-8000-000000000001', 2, 'delivered', 'delivered', NULL, 1, '{"webhook_id": "0190b1de-0000-7000-8000-00000000e001"}', '2026-01-05 10:01:00+00');
INSERT INTO public.message_events OVERRIDING SYSTEM VALUE VALUES ('0190b1de-0000-7000-8000-000000000003', 3, 'accepted', 'scheduled', NULL, NULL, NULL, '2026-01-05 11:00:00+00');
INSERT INTO public.messages VALUES ('0190b1de-0000-7000-8000-000000000001', '0190b1de-0000-7000-8000-00000000c001', 'outbound', 'sms', 'delivered', '+15550000001', '+15550000002', 'Your code is 1234', NULL, NULL, '[]', '{"order": 7}', 'twilio', 'SM00000000000000000000000000000001', 0, 1, NULL, '0190b1de-0000-7000-8000-00000000a001', NULL, NULL, NULL, NULL, '2026-01-05 10:00:00+00', '2026-01-05 10:01:00+00', '2026-01-05 10:00:30+00', '2026-01-05 10:01:00+00', NULL);
INSERT INTO public.messages VALUES ('0190b1de-0000-7000-8000-000000000002', '0190b1de-0000-7000-8000-00000000c001', 'outbound', 'sms', 'failed', '+15550000001', '+15550000002', 'Never arrived', NULL, NULL, '[]', '{}', 'twilio', NULL, 0, 1, '{"code": "21211", "message": "not a number", "provider": "twilio"}', '0190b1de-0000-7000-8000-00000000a002', NULL, NULL, NULL, NULL, '2026-01-05 10:02:00+00', '2026-01-05 10:02:10+00', NULL, NULL, '2026-01-05 10:02:10+00');
INSERT INTO public.messages VALUES ('0190b1de-0000-7000-8000-000000000003', '0190b1de-0000-7000-8000-00000000c002', 'outbound', 'email', 'scheduled', 'Shop <shop@example.com>', 'jane@example.org', 'It is time for your visit', 'Reminder', NULL, '[]', '{}', 'sendgrid', NULL, 0, 0, NULL, NULL, NULL, NULL, '2036-01-05 11:00:00+00', '2036-01-05 11:00:00+00', '2026-01-05 11:00:00+00', '2026-01-05 11:00:00+00', NULL, NULL, NULL);
INSERT INTO public.migrations VALUES (1, 1700000000001, 'FirstTables1700000000001');
INSERT INTO public.send_attempts VALUES ('0190b1de-0000-7000-8000-000000000001', '0190b1de-0000-7000-8000-00000000a001', 1, 'twilio', '2026-01-05 10:00:29+00', '2026-01-05 10:00:30+00', 'accepted', 201, NULL, NULL, 'SM00000000000000000000000000000001', 120);
INSERT INTO public.send_attempts VALUES ('0190b1de-0000-7000-8000-000000000002', '0190b1de-0000-7000-8000-00000000a002', 1, 'twilio', '2026-01-05 10:02:09+00', '2026-01-05 10:02:10+00', 'permanent', 400, '21211', 'not a number', NULL, 80);
INSERT INTO public.webhook_events VALUES ('0190b1de-0000-7000-8000-00000000e001', 'twilio', 'SM00000000000000000000000000000001:delivered', 'delivered', 'delivered', 'SM00000000000000000000000000000001', '0190b1de-0000-7000-8000-000000000001', NULL, NULL, NULL, '{"MessageStatus": "delivered"}', '2026-01-05 10:01:00+00', '2026-01-05 10:01:00+00');
INSERT INTO public.webhook_events VALUES ('0190b1de-0000-7000-8000-00000000e002', 'twilio', 'SM00000000000000000000000000000009:sent', 'sent', 'sent', 'SM00000000000000000000000000000009', NULL, NULL, NULL, NULL, '{"MessageStatus": "sent"}', '2026-01-05 10:03:00+00', NULL);
SELECT pg_catalog.setval('public.message_events_id_seq', 3, true);
SELECT pg_catalog.setval('public.migrations_id_seq', 1, true);
ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.message_events
    ADD CONSTRAINT message_events_pkey PRIMARY KEY (message_id, id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.send_attempts
    ADD CONSTRAINT send_attempts_pkey PRIMARY KEY (message_id, id);
ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_provider_event_id_key UNIQUE (provider, event_id);
CREATE UNIQUE INDEX conversations_pair ON public.conversations USING btree (channel_type, participant_low, participant_high);
CREATE INDEX messages_due ON public.messages USING btree (status, type, due_at) WHERE (status = ANY (ARRAY['scheduled'::text, 'pending'::text, 'sending'::text, 'retry'::text]));
CREATE UNIQUE INDEX send_attempts_provider_id ON public.send_attempts USING btree (provider_message_id, provider) WHERE (provider_message_id IS NOT NULL);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
