-- A database of the last version with migrations 1 to 37 with some rows in each table, as pg_dump --inserts wrote it.
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE FUNCTION public.participant(address text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
        SELECT lower(coalesce(substring(address from '<([^<>]+)>\s*$'), address))
      $_$;
CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    hint text NOT NULL,
    scopes text[] NOT NULL,
    rate_limit integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_keys_key_hash_check CHECK ((length(key_hash) = 32)),
    CONSTRAINT api_keys_rate_limit_check CHECK ((rate_limit >= 0)),
    CONSTRAINT api_keys_scopes_check CHECK (((scopes <@ ARRAY['send'::text, 'read'::text, 'manage'::text, 'admin'::text]) AND (scopes <> '{}'::text[])))
);
CREATE TABLE public.attachment_contents (
    message_id uuid NOT NULL,
    "position" integer NOT NULL,
    content bytea NOT NULL
);
ALTER TABLE ONLY public.attachment_contents ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE TABLE public.attachments (
    message_id uuid NOT NULL,
    "position" integer NOT NULL,
    url text NOT NULL,
    content_type text,
    size bigint,
    filename text
);
CREATE TABLE public.callback_lanes (
    target text NOT NULL COLLATE pg_catalog."C",
    prompt boolean NOT NULL,
    since timestamp with time zone NOT NULL,
    works boolean NOT NULL,
    worked_at timestamp with time zone,
    called_at timestamp with time zone NOT NULL
);
CREATE TABLE public.callbacks (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    sequence bigint NOT NULL,
    endpoint_id uuid,
    callback_url text,
    message_id uuid,
    type text NOT NULL,
    snapshot jsonb NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    attempt_count integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now(),
    http_status integer,
    error text,
    latency_ms integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_attempt_at timestamp with time zone,
    delivered_at timestamp with time zone,
    queued_at timestamp with time zone,
    lease_token uuid,
    lease_expires_at timestamp with time zone,
    target text GENERATED ALWAYS AS (COALESCE((endpoint_id)::text, "left"(COALESCE("substring"(callback_url, '^[^:]+://[^/?#]+'::text), callback_url), 300))) STORED NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT callbacks_check CHECK (((endpoint_id IS NULL) <> (callback_url IS NULL))),
    CONSTRAINT callbacks_check1 CHECK (((status <> 'pending'::text) OR (due_at IS NOT NULL))),
    CONSTRAINT callbacks_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text])))
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE public.callbacks ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.callbacks_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversation_search (
    conversation_id uuid NOT NULL,
    text text NOT NULL
);
CREATE TABLE public.conversations (
    id uuid NOT NULL,
    channel_type text NOT NULL,
    participant_from text NOT NULL,
    participant_to text NOT NULL,
    participant_low text NOT NULL COLLATE pg_catalog."C",
    participant_high text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    type text DEFAULT 'direct'::text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    title text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    message_count bigint DEFAULT 0 NOT NULL,
    last_message_at timestamp with time zone,
    unread_count integer DEFAULT 0 NOT NULL,
    inbound_count bigint DEFAULT 0 NOT NULL,
    CONSTRAINT conversations_channel_type_check CHECK ((channel_type = ANY (ARRAY['sms'::text, 'email'::text]))),
    CONSTRAINT conversations_check CHECK ((participant_low <= participant_high)),
    CONSTRAINT conversations_status_check CHECK ((status = ANY (ARRAY['active'::text, 'archived'::text, 'closed'::text]))),
    CONSTRAINT conversations_type_check CHECK ((type = ANY (ARRAY['direct'::text, 'thread'::text])))
);
CREATE TABLE public.erased (
    hash bytea NOT NULL
);
CREATE TABLE public.erasure_key (
    only_one boolean DEFAULT true NOT NULL,
    inner_key bytea NOT NULL,
    outer_key bytea NOT NULL,
    CONSTRAINT erasure_key_inner_key_check CHECK ((length(inner_key) = 64)),
    CONSTRAINT erasure_key_only_one_check CHECK (only_one),
    CONSTRAINT erasure_key_outer_key_check CHECK ((length(outer_key) = 64))
);
CREATE TABLE public.erasures (
    conversation_id uuid NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.idempotency_keys (
    scope text NOT NULL,
    key text NOT NULL,
    request_id uuid NOT NULL,
    fingerprint text NOT NULL,
    message_ids uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    refused jsonb
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
CREATE TABLE public.message_index (
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    direction text NOT NULL,
    type text NOT NULL,
    from_participant text NOT NULL,
    to_participant text NOT NULL,
    tags text[] NOT NULL,
    parent_id uuid,
    words tsvector NOT NULL
);
CREATE TABLE public.message_index_tail (
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    direction text NOT NULL,
    type text NOT NULL,
    from_participant text NOT NULL,
    to_participant text NOT NULL,
    tags text[] NOT NULL,
    parent_id uuid
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000');
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
    parent_id uuid,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    expires_at timestamp with time zone,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
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
CREATE TABLE public.suppressions (
    id uuid NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    sender text DEFAULT ''::text NOT NULL,
    reason text NOT NULL,
    note text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    told_at timestamp with time zone,
    CONSTRAINT suppressions_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text]))),
    CONSTRAINT suppressions_reason_check CHECK ((reason = ANY (ARRAY['stop'::text, 'bounce'::text, 'complaint'::text, 'unsubscribe'::text, 'manual'::text])))
);
CREATE TABLE public.webhook_endpoints (
    id uuid NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    description text,
    secret text NOT NULL,
    previous_secret text,
    previous_secret_until timestamp with time zone,
    status text DEFAULT 'active'::text NOT NULL,
    failing_since timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    failure_count integer DEFAULT 0 NOT NULL,
    paused_reason text,
    CONSTRAINT webhook_endpoints_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text])))
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
    applied_at timestamp with time zone,
    inbound jsonb,
    consent jsonb,
    error text,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone
);
ALTER TABLE ONLY public.migrations ALTER COLUMN id SET DEFAULT nextval('public.migrations_id_seq'::regclass);
INSERT INTO public.api_keys VALUES ('0190b1de-0000-7000-8000-00000000aa01', 'shop', '\xedfc089719c0a061bec08afad3dead4480add63a9677c13cdb5bba1779160d0f', 'ssk_none...', '{send,read}', 50, '2026-01-05 09:00:00+00', NULL, NULL);
INSERT INTO public.attachment_contents VALUES ('0190b1de-0000-7000-8000-000000000004', 0, '\x474946');
INSERT INTO public.attachments VALUES ('0190b1de-0000-7000-8000-000000000003', 0, 'https://example.com/map.pdf', 'application/pdf', 1200, 'map.pdf');
INSERT INTO public.callback_lanes VALUES ('https://example.com', true, '2026-01-05 10:00:00+00', true, '2026-01-05 10:00:00+00', '2026-01-05 10:00:00+00');
INSERT INTO public.callbacks OVERRIDING SYSTEM VALUE VALUES ('0190b1de-0000-4000-8000-000000000001', 1, '0190b1de-0000-7000-8000-00000000b001', NULL, '0190b1de-0000-7000-8000-000000000001', 'message.delivered', '{"status": "delivered"}', 'delivered', 1, NULL, 200, NULL, NULL, '2026-01-05 10:01:00+00', '2026-01-05 10:01:00+00', '2026-01-05 10:01:00+00', NULL, NULL, NULL, DEFAULT);
INSERT INTO public.callbacks OVERRIDING SYSTEM VALUE VALUES ('0190b1de-0000-4000-8000-000000000002', 2, '0190b1de-0000-7000-8000-00000000b001', NULL, NULL, 'suppression.created', '{"address": "old.form@example.org"}', 'pending', 3, '2026-01-05 10:30:00+00', 500, NULL, NULL, '2026-01-05 10:11:00+00', '2026-01-05 10:20:00+00', NULL, NULL, NULL, NULL, DEFAULT);
INSERT INTO public.callbacks OVERRIDING SYSTEM VALUE VALUES ('0190b1de-0000-4000-8000-000000000003', 3, NULL, 'https://example.com/told?order=7', '0190b1de-0000-7000-8000-000000000003', 'message.sent', '{"status": "sent"}', 'pending', 0, '2026-01-05 10:30:00+00', NULL, NULL, NULL, '2026-01-05 10:11:00+00', NULL, NULL, NULL, NULL, NULL, DEFAULT);
INSERT INTO public.conversation_search VALUES ('0190b1de-0000-7000-8000-00000000c001', '+15550000001
+15550000002
Orders');
INSERT INTO public.conversation_search VALUES ('0190b1de-0000-7000-8000-00000000c002', 'Shop <shop@example.com>
jane@example.org');
INSERT INTO public.conversation_search VALUES ('0190b1de-0000-7000-8000-00000000c003', '+15550000001
+15550000002
A thread');
INSERT INTO public.conversations VALUES ('0190b1de-0000-7000-8000-00000000c001', 'sms', '+15550000001', '+15550000002', '+15550000001', '+15550000002', '2026-01-05 10:00:00+00', '2026-01-05 10:00:00+00', 'direct', 'active', 'Orders', '{"customer": 7}', 1, '2026-01-05 10:00:00+00', 0, 0);
INSERT INTO public.conversations VALUES ('0190b1de-0000-7000-8000-00000000c002', 'email', 'Shop <shop@example.com>', 'jane@example.org', 'jane@example.org', 'shop@example.com', '2026-01-05 11:00:00+00', '2026-01-05 11:00:00+00', 'direct', 'archived', NULL, '{}', 0, NULL, 1, 1);
INSERT INTO public.conversations VALUES ('0190b1de-0000-7000-8000-00000000c003', 'sms', '+15550000001', '+15550000002', '+15550000001', '+15550000002', '2026-01-05 12:00:00+00', '2026-01-05 12:00:00+00', 'thread', 'active', 'A thread', '{}', 0, NULL, 0, 0);
INSERT INTO public.erased VALUES ('\x5e92a53cfa80609c9bf3bdba331150edc48829efa2cb744f0938aa9f06e71ae0');
INSERT INTO public.erasure_key VALUES (true, '\x36363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636', '\x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c');
INSERT INTO public.erasures VALUES ('0190b1de-0000-7000-8000-00000000c009', '2026-01-05 13:00:00+00');
INSERT INTO public.idempotency_keys VALUES ('', 'order-7', '0190b1de-0000-7000-8000-00000000f001', 'a fingerprint', '{0190b1de-0000-7000-8000-000000000001}', '2026-01-05 10:00:00+00', '[]');
INSERT INTO public.message_events OVERRIDING SYSTEM VALUE VALUES ('0190b1de-0000-7000-8000-000000000001', 1, 'accepted', 'pending', NULL, NULL, NULL, '2026-01-05 10:00:00+00');
INSERT INTO public.message_events OVERRIDING SYSTEM VALUE VALUES ('0190b1de-0000-7000-8000-000000000001', 2, 'delivered', 'delivered', NULL, 1, '{"webhook_id": "0190b1de-0000-7000-8000-00000000e001"}', '2026-01-05 10:01:00+00');
INSERT INTO public.message_events OVERRIDING SYSTEM VALUE VALUES ('0190b1de-0000-7000-8000-000000000003', 3, 'accepted', 'scheduled', NULL, NULL, NULL, '2026-01-05 11:00:00+00');
INSERT INTO public.message_index VALUES ('0190b1de-0000-7000-8000-000000000001', '0190b1de-0000-7000-8000-00000000c001', '2026-01-05 10:00:00+00', 'outbound', 'sms', '+15550000001', '+15550000002', '{}', NULL, '''1234'' ''code'' ''is'' ''your''');
INSERT INTO public.message_index_tail VALUES ('0190b1de-0000-7000-8000-000000000002', '0190b1de-0000-7000-8000-00000000c001', '2026-01-05 10:02:00+00', 'outbound', 'sms', '+15550000001', '+15550000002', '{}', NULL);
INSERT INTO public.message_index_tail VALUES ('0190b1de-0000-7000-8000-000000000003', '0190b1de-0000-7000-8000-00000000c002', '2026-01-05 11:00:00+00', 'outbound', 'email', 'shop@example.com', 'jane@example.org', '{visit}', NULL);
INSERT INTO public.message_index_tail VALUES ('0190b1de-0000-7000-8000-000000000004', '0190b1de-0000-7000-8000-00000000c001', '2026-01-05 10:05:00+00', 'inbound', 'sms', '+15550000002', '+15550000001', '{}', '0190b1de-0000-7000-8000-000000000001');
INSERT INTO public.messages VALUES ('0190b1de-0000-7000-8000-000000000001', '0190b1de-0000-7000-8000-00000000c001', 'outbound', 'sms', 'delivered', '+15550000001', '+15550000002', 'Your code is 1234', NULL, NULL, '[]', '{"order": 7}', 'twilio', 'SM00000000000000000000000000000001', 0, 1, NULL, '0190b1de-0000-7000-8000-00000000a001', NULL, NULL, NULL, NULL, '2026-01-05 10:00:00+00', '2026-01-05 10:01:00+00', '2026-01-05 10:00:30+00', '2026-01-05 10:01:00+00', NULL, NULL, '{}', NULL, '{}');
INSERT INTO public.messages VALUES ('0190b1de-0000-7000-8000-000000000002', '0190b1de-0000-7000-8000-00000000c001', 'outbound', 'sms', 'failed', '+15550000001', '+15550000002', 'Never arrived', NULL, NULL, '[]', '{}', 'twilio', NULL, 0, 1, '{"code": "21211", "message": "not a number", "provider": "twilio"}', '0190b1de-0000-7000-8000-00000000a002', NULL, NULL, NULL, NULL, '2026-01-05 10:02:00+00', '2026-01-05 10:02:10+00', NULL, NULL, '2026-01-05 10:02:10+00', NULL, '{}', NULL, '{}');
INSERT INTO public.messages VALUES ('0190b1de-0000-7000-8000-000000000003', '0190b1de-0000-7000-8000-00000000c002', 'outbound', 'email', 'scheduled', 'Shop <shop@example.com>', 'jane@example.org', 'It is time for your visit', 'Reminder', NULL, '["https://example.com/map.pdf"]', '{}', 'sendgrid', NULL, 0, 0, NULL, NULL, NULL, NULL, '2036-01-05 11:00:00+00', '2036-01-05 11:00:00+00', '2026-01-05 11:00:00+00', '2026-01-05 11:00:00+00', NULL, NULL, NULL, NULL, '{visit}', '2036-01-06 11:00:00+00', '{"callback_url": "https://example.com/told"}');
INSERT INTO public.messages VALUES ('0190b1de-0000-7000-8000-000000000004', '0190b1de-0000-7000-8000-00000000c001', 'inbound', 'sms', 'received', '+15550000002', '+15550000001', 'Thank you', NULL, NULL, '[]', '{}', 'twilio', 'SM00000000000000000000000000000004', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-05 10:05:00+00', '2026-01-05 10:05:00+00', NULL, NULL, NULL, '0190b1de-0000-7000-8000-000000000001', '{}', NULL, '{}');
INSERT INTO public.migrations VALUES (1, 1700000000001, 'FirstTables1700000000001');
INSERT INTO public.migrations VALUES (2, 1700000000002, 'ConversationsOfTwoTypes1700000000002');
INSERT INTO public.migrations VALUES (3, 1700000000003, 'ConditionsOfSending1700000000003');
INSERT INTO public.migrations VALUES (4, 1700000000004, 'IdempotencyKeys1700000000004');
INSERT INTO public.migrations VALUES (5, 1700000000005, 'MessageIndex1700000000005');
INSERT INTO public.migrations VALUES (6, 1700000000006, 'CallbackOutbox1700000000006');
INSERT INTO public.migrations VALUES (7, 1700000000010, 'RefusedWithAKey1700000000010');
INSERT INTO public.migrations VALUES (8, 1700000000011, 'ListsOfMessages1700000000011');
INSERT INTO public.migrations VALUES (9, 1700000000015, 'ListsOfConversations1700000000015');
INSERT INTO public.migrations VALUES (10, 1700000000016, 'RemovalOfConversations1700000000016');
INSERT INTO public.migrations VALUES (11, 1700000000020, 'ApiKeys1700000000020');
INSERT INTO public.migrations VALUES (12, 1700000000021, 'ListsOfSuppressions1700000000021');
INSERT INTO public.migrations VALUES (13, 1700000000025, 'Inbound1700000000025');
INSERT INTO public.migrations VALUES (14, 1700000000030, 'CallbacksByTarget1700000000030');
INSERT INTO public.migrations VALUES (15, 1700000000031, 'Erasures1700000000031');
INSERT INTO public.migrations VALUES (16, 1700000000032, 'WhenSuppressionsWereTold1700000000032');
INSERT INTO public.migrations VALUES (17, 1700000000033, 'StandingOfCallbackLanes1700000000033');
INSERT INTO public.migrations VALUES (18, 1700000000036, 'OneFormOfAnAddress1700000000036');
INSERT INTO public.migrations VALUES (19, 1700000000037, 'ExpiryOfWhatWaits1700000000037');
INSERT INTO public.send_attempts VALUES ('0190b1de-0000-7000-8000-000000000001', '0190b1de-0000-7000-8000-00000000a001', 1, 'twilio', '2026-01-05 10:00:29+00', '2026-01-05 10:00:30+00', 'accepted', 201, NULL, NULL, 'SM00000000000000000000000000000001', 120);
INSERT INTO public.send_attempts VALUES ('0190b1de-0000-7000-8000-000000000002', '0190b1de-0000-7000-8000-00000000a002', 1, 'twilio', '2026-01-05 10:02:09+00', '2026-01-05 10:02:10+00', 'permanent', 400, '21211', 'not a number', NULL, 80);
INSERT INTO public.suppressions VALUES ('0190b1de-0000-7000-8000-00000000d001', 'sms', '+15550000003', '+15550000001', 'stop', NULL, '2026-01-05 10:10:00+00', '2026-01-05 10:12:00+00');
INSERT INTO public.suppressions VALUES ('0190b1de-0000-7000-8000-00000000d002', 'email', 'old.form@example.org', '', 'bounce', 'no such mailbox', '2026-01-05 10:11:00+00', NULL);
INSERT INTO public.suppressions VALUES ('0190b1de-0000-7000-8000-00000000d003', 'email', '"old.form"@example.org', '', 'bounce', 'no such mailbox', '2026-01-05 10:11:00+00', NULL);
INSERT INTO public.webhook_endpoints VALUES ('0190b1de-0000-7000-8000-00000000b001', 'https://example.com/events', '{message.delivered,suppression.created}', 'the shop', 'not a secret', NULL, NULL, 'active', '2026-01-05 10:20:00+00', '2026-01-05 09:00:00+00', '2026-01-05 09:00:00+00', 3, NULL);
INSERT INTO public.webhook_events VALUES ('0190b1de-0000-7000-8000-00000000e001', 'twilio', 'SM00000000000000000000000000000001:delivered', 'delivered', 'delivered', 'SM00000000000000000000000000000001', '0190b1de-0000-7000-8000-000000000001', NULL, NULL, NULL, '{"MessageStatus": "delivered"}', '2026-01-05 10:01:00+00', '2026-01-05 10:01:00+00', NULL, NULL, NULL, 0, NULL);
INSERT INTO public.webhook_events VALUES ('0190b1de-0000-7000-8000-00000000e002', 'twilio', 'SM00000000000000000000000000000009:sent', 'sent', 'sent', 'SM00000000000000000000000000000009', NULL, NULL, NULL, NULL, '{"MessageStatus": "sent"}', '2026-01-05 10:03:00+00', NULL, NULL, NULL, 'no such message', 2, '2026-01-05 10:03:00+00');
INSERT INTO public.webhook_events VALUES ('0190b1de-0000-7000-8000-000000000004', 'twilio', 'SM00000000000000000000000000000004:received', 'inbound', 'received', 'SM00000000000000000000000000000004', NULL, NULL, NULL, NULL, '{"Body": "Thank you"}', '2026-01-05 10:05:00+00', '2026-01-05 10:05:00+00', '{"body": "Thank you"}', NULL, NULL, 0, NULL);
SELECT pg_catalog.setval('public.callbacks_sequence_seq', 3, true);
SELECT pg_catalog.setval('public.message_events_id_seq', 3, true);
SELECT pg_catalog.setval('public.migrations_id_seq', 19, true);
ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY (id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.attachment_contents
    ADD CONSTRAINT attachment_contents_pkey PRIMARY KEY (message_id, "position");
ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_pkey PRIMARY KEY (message_id, "position");
ALTER TABLE ONLY public.callback_lanes
    ADD CONSTRAINT callback_lanes_pkey PRIMARY KEY (target);
ALTER TABLE ONLY public.callbacks
    ADD CONSTRAINT callbacks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversation_search
    ADD CONSTRAINT conversation_search_pkey PRIMARY KEY (conversation_id);
ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.erased
    ADD CONSTRAINT erased_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.erasure_key
    ADD CONSTRAINT erasure_key_pkey PRIMARY KEY (only_one);
ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (conversation_id);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope, key);
ALTER TABLE ONLY public.message_events
    ADD CONSTRAINT message_events_pkey PRIMARY KEY (message_id, id);
ALTER TABLE ONLY public.message_index
    ADD CONSTRAINT message_index_pkey PRIMARY KEY (message_id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.send_attempts
    ADD CONSTRAINT send_attempts_pkey PRIMARY KEY (message_id, id);
ALTER TABLE ONLY public.suppressions
    ADD CONSTRAINT suppressions_channel_address_sender_reason_key UNIQUE (channel, address, sender, reason);
ALTER TABLE ONLY public.suppressions
    ADD CONSTRAINT suppressions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_provider_event_id_key UNIQUE (provider, event_id);
CREATE UNIQUE INDEX api_keys_name ON public.api_keys USING btree (name) WHERE (revoked_at IS NULL);
CREATE INDEX callbacks_address ON public.callbacks USING btree (((snapshot ->> 'address'::text))) WHERE (message_id IS NULL);
CREATE INDEX callbacks_done ON public.callbacks USING btree (created_at) WHERE (status <> 'pending'::text);
CREATE INDEX callbacks_endpoint ON public.callbacks USING btree (endpoint_id, sequence) WHERE (endpoint_id IS NOT NULL);
CREATE INDEX callbacks_message ON public.callbacks USING btree (message_id, target, sequence) WHERE (status = 'pending'::text);
CREATE INDEX callbacks_queued ON public.callbacks USING btree (target, queued_at) WHERE ((status = 'pending'::text) AND (queued_at IS NOT NULL));
CREATE INDEX callbacks_told ON public.callbacks USING btree (message_id) WHERE (status <> 'pending'::text);
CREATE INDEX callbacks_waiting ON public.callbacks USING btree (target, due_at) WHERE ((status = 'pending'::text) AND (queued_at IS NULL));
CREATE INDEX conversation_search_text ON public.conversation_search USING gin (text public.gin_trgm_ops) WITH (gin_pending_list_limit='128');
CREATE INDEX conversations_of_high ON public.conversations USING btree (participant_high, type, status, COALESCE(last_message_at, created_at), id) INCLUDE (last_message_at, created_at, channel_type, participant_low);
CREATE INDEX conversations_of_low ON public.conversations USING btree (participant_low, type, status, COALESCE(last_message_at, created_at), id) INCLUDE (last_message_at, created_at, channel_type);
CREATE UNIQUE INDEX conversations_pair ON public.conversations USING btree (channel_type, participant_low, participant_high) WHERE (type = 'direct'::text);
CREATE INDEX conversations_recent ON public.conversations USING btree (channel_type, type, status, COALESCE(last_message_at, created_at), id) INCLUDE (last_message_at, created_at);
CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);
CREATE INDEX message_index_conversation ON public.message_index USING btree (conversation_id, message_id);
CREATE INDEX message_index_from ON public.message_index USING btree (from_participant, direction, type, message_id);
CREATE INDEX message_index_kind ON public.message_index USING btree (direction, type, message_id) INCLUDE (tags);
CREATE INDEX message_index_pair ON public.message_index USING btree (from_participant, to_participant, message_id);
CREATE INDEX message_index_parent ON public.message_index USING btree (parent_id, message_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX message_index_tags ON public.message_index USING gin (tags) WITH (gin_pending_list_limit='128') WHERE (tags <> '{}'::text[]);
CREATE INDEX message_index_to ON public.message_index USING btree (to_participant, direction, type, message_id);
CREATE INDEX message_index_words ON public.message_index USING gin (words) WITH (gin_pending_list_limit='512');
CREATE INDEX messages_due ON public.messages USING btree (status, type, due_at) WHERE (status = ANY (ARRAY['scheduled'::text, 'pending'::text, 'sending'::text, 'retry'::text]));
CREATE INDEX messages_ended ON public.messages USING btree (status, id) WHERE (status = ANY (ARRAY['failed'::text, 'canceled'::text, 'received'::text]));
CREATE INDEX messages_expiry ON public.messages USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (status = ANY (ARRAY['pending'::text, 'retry'::text])));
CREATE INDEX messages_failed ON public.messages USING btree (conversation_id) WHERE (status = 'failed'::text);
CREATE UNIQUE INDEX messages_inbound ON public.messages USING btree (provider_message_id, provider) WHERE (direction = 'inbound'::text);
CREATE INDEX messages_sent ON public.messages USING btree (id) WHERE (status = 'sent'::text);
CREATE UNIQUE INDEX send_attempts_provider_id ON public.send_attempts USING btree (provider_message_id, provider) WHERE (provider_message_id IS NOT NULL);
CREATE INDEX suppressions_channel ON public.suppressions USING btree (channel, id);
CREATE INDEX suppressions_reason ON public.suppressions USING btree (reason, id);
CREATE INDEX webhook_events_message ON public.webhook_events USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX webhook_events_provider_message ON public.webhook_events USING btree (provider_message_id) WHERE (provider_message_id IS NOT NULL);
CREATE INDEX webhook_events_received ON public.webhook_events USING btree (provider, received_at);
CREATE INDEX webhook_events_unapplied ON public.webhook_events USING btree (due_at) WHERE (applied_at IS NULL);
