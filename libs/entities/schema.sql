-- The whole schema as the migrations make it, for people to read. Generated: `npm run generate` writes it anew.

CREATE EXTENSION pg_trgm;

CREATE OR REPLACE FUNCTION public.audit_events_stay()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
        DECLARE
          retention_days int := nullif(current_setting('sendstream.audit_retention_days', true), '')::int;
        BEGIN
          IF TG_OP = 'DELETE' AND OLD.created_at < now() - make_interval(days => retention_days) THEN
            RETURN OLD;
          END IF;
          RAISE EXCEPTION 'audit_events are only added to, and deleted when they are older than the retention'
            USING ERRCODE = 'insufficient_privilege';
        END
      $function$;

CREATE OR REPLACE FUNCTION public.participant(address text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
        SELECT lower(coalesce(substring(address from '<([^<>]+)>\s*$'), address))
      $function$;

CREATE TABLE api_keys (
  id uuid NOT NULL,
  name text NOT NULL,
  key_hash bytea NOT NULL,
  hint text NOT NULL,
  scopes text[] NOT NULL,
  rate_limit integer,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  mask boolean DEFAULT false NOT NULL,
  default_priority text,
  guard jsonb,
  CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
  CONSTRAINT api_keys_pkey PRIMARY KEY (id),
  CONSTRAINT api_keys_default_priority_check CHECK ((default_priority = ANY (ARRAY['code'::text, 'normal'::text, 'bulk'::text]))),
  CONSTRAINT api_keys_key_hash_check CHECK ((length(key_hash) = 32)),
  CONSTRAINT api_keys_rate_limit_check CHECK ((rate_limit >= 0)),
  CONSTRAINT api_keys_scopes_check CHECK (((scopes <@ ARRAY['send'::text, 'read'::text, 'manage'::text, 'admin'::text]) AND (scopes <> '{}'::text[])))
);
CREATE UNIQUE INDEX api_keys_name ON public.api_keys USING btree (name) WHERE (revoked_at IS NULL);

CREATE TABLE attachment_contents (
  message_id uuid NOT NULL,
  position integer NOT NULL,
  content bytea NOT NULL,
  CONSTRAINT attachment_contents_pkey PRIMARY KEY (message_id, "position")
);

CREATE TABLE attachments (
  message_id uuid NOT NULL,
  position integer NOT NULL,
  url text NOT NULL,
  content_type text,
  size bigint,
  filename text,
  CONSTRAINT attachments_pkey PRIMARY KEY (message_id, "position")
);

CREATE TABLE audit_events (
  id uuid NOT NULL,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid,
  actor_name text,
  address text,
  action text NOT NULL,
  object_kind text NOT NULL,
  object_id text,
  before jsonb,
  after jsonb,
  request_id text,
  CONSTRAINT audit_events_pkey PRIMARY KEY (id),
  CONSTRAINT audit_events_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['api_key'::text, 'session'::text, 'command'::text, 'anonymous'::text])))
);
CREATE INDEX audit_events_action ON public.audit_events USING btree (action, created_at, id);
CREATE INDEX audit_events_actor ON public.audit_events USING btree (actor_id, created_at, id);
CREATE INDEX audit_events_actor_name ON public.audit_events USING btree (actor_name, created_at, id);
CREATE INDEX audit_events_object ON public.audit_events USING btree (object_id, created_at, id);
CREATE INDEX audit_events_order ON public.audit_events USING btree (created_at, id);
CREATE TRIGGER audit_events_stay BEFORE DELETE OR UPDATE ON public.audit_events FOR EACH ROW EXECUTE FUNCTION audit_events_stay();
CREATE TRIGGER audit_events_stay_all BEFORE TRUNCATE ON public.audit_events FOR EACH STATEMENT EXECUTE FUNCTION audit_events_stay();

CREATE TABLE budget_notices (
  api_key_id uuid NOT NULL,
  period_begins date NOT NULL,
  period text NOT NULL,
  notice text NOT NULL,
  told_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT budget_notices_pkey PRIMARY KEY (api_key_id, period_begins, period, notice),
  CONSTRAINT budget_notices_notice_check CHECK ((notice = ANY (ARRAY['warned'::text, 'used_up'::text])))
);

CREATE TABLE bulk_actions (
  id uuid NOT NULL,
  action text NOT NULL,
  filter jsonb NOT NULL,
  wanted jsonb NOT NULL,
  scheduled_at timestamp with time zone,
  status text DEFAULT 'running'::text NOT NULL,
  matching integer,
  done integer DEFAULT 0 NOT NULL,
  left_out jsonb DEFAULT '{}'::jsonb NOT NULL,
  failed integer DEFAULT 0 NOT NULL,
  position uuid,
  created_by uuid,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT bulk_actions_pkey PRIMARY KEY (id),
  CONSTRAINT bulk_actions_action_check CHECK ((action = ANY (ARRAY['retry'::text, 'cancel'::text, 'reschedule'::text]))),
  CONSTRAINT bulk_actions_check CHECK (((scheduled_at IS NOT NULL) = (action = 'reschedule'::text))),
  CONSTRAINT bulk_actions_status_check CHECK ((status = ANY (ARRAY['running'::text, 'stopped'::text, 'done'::text])))
);
CREATE INDEX bulk_actions_running ON public.bulk_actions USING btree (updated_at) WHERE (status = 'running'::text);

CREATE TABLE callback_lanes (
  target text COLLATE "C" NOT NULL,
  prompt boolean NOT NULL,
  since timestamp with time zone NOT NULL,
  works boolean NOT NULL,
  worked_at timestamp with time zone,
  called_at timestamp with time zone NOT NULL,
  CONSTRAINT callback_lanes_pkey PRIMARY KEY (target)
);

CREATE TABLE callbacks (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
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
  target text COLLATE "C" GENERATED ALWAYS AS (COALESCE((endpoint_id)::text, "left"(COALESCE("substring"(callback_url, '^[^:]+://[^/?#]+'::text), callback_url), 300))) STORED NOT NULL,
  CONSTRAINT callbacks_pkey PRIMARY KEY (id),
  CONSTRAINT callbacks_check CHECK (((endpoint_id IS NULL) <> (callback_url IS NULL))),
  CONSTRAINT callbacks_check1 CHECK (((status <> 'pending'::text) OR (due_at IS NOT NULL))),
  CONSTRAINT callbacks_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text])))
) WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.05);
CREATE INDEX callbacks_address ON public.callbacks USING btree (((snapshot ->> 'address'::text))) WHERE (message_id IS NULL);
CREATE INDEX callbacks_done ON public.callbacks USING btree (created_at) WHERE (status <> 'pending'::text);
CREATE INDEX callbacks_log ON public.callbacks USING btree (endpoint_id, status, sequence) WHERE (endpoint_id IS NOT NULL);
CREATE INDEX callbacks_message ON public.callbacks USING btree (message_id, target, sequence) WHERE (status = 'pending'::text);
CREATE INDEX callbacks_queued ON public.callbacks USING btree (target, queued_at) WHERE ((status = 'pending'::text) AND (queued_at IS NOT NULL));
CREATE INDEX callbacks_told ON public.callbacks USING btree (message_id) WHERE (status <> 'pending'::text);
CREATE INDEX callbacks_waiting ON public.callbacks USING btree (target, due_at) WHERE ((status = 'pending'::text) AND (queued_at IS NULL));

CREATE TABLE conversation_search (
  conversation_id uuid NOT NULL,
  text text NOT NULL,
  CONSTRAINT conversation_search_pkey PRIMARY KEY (conversation_id)
);
CREATE INDEX conversation_search_text ON public.conversation_search USING gin (text gin_trgm_ops) WITH (gin_pending_list_limit='128');

CREATE TABLE conversations (
  id uuid NOT NULL,
  channel_type text NOT NULL,
  participant_from text NOT NULL,
  participant_to text NOT NULL,
  participant_low text COLLATE "C" NOT NULL,
  participant_high text COLLATE "C" NOT NULL,
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
  CONSTRAINT conversations_pkey PRIMARY KEY (id),
  CONSTRAINT conversations_channel_type_check CHECK ((channel_type = ANY (ARRAY['sms'::text, 'email'::text]))),
  CONSTRAINT conversations_check CHECK ((participant_low <= participant_high)),
  CONSTRAINT conversations_status_check CHECK ((status = ANY (ARRAY['active'::text, 'archived'::text, 'closed'::text]))),
  CONSTRAINT conversations_type_check CHECK ((type = ANY (ARRAY['direct'::text, 'thread'::text])))
);
CREATE INDEX conversations_of_high ON public.conversations USING btree (participant_high, type, status, COALESCE(last_message_at, created_at), id) INCLUDE (last_message_at, created_at, channel_type, participant_low);
CREATE INDEX conversations_of_low ON public.conversations USING btree (participant_low, type, status, COALESCE(last_message_at, created_at), id) INCLUDE (last_message_at, created_at, channel_type);
CREATE UNIQUE INDEX conversations_pair ON public.conversations USING btree (channel_type, participant_low, participant_high) WHERE (type = 'direct'::text);
CREATE INDEX conversations_recent ON public.conversations USING btree (channel_type, type, status, COALESCE(last_message_at, created_at), id) INCLUDE (last_message_at, created_at);
CREATE INDEX conversations_unread ON public.conversations USING btree (COALESCE(last_message_at, created_at) DESC, id DESC) WHERE (unread_count > 0);

CREATE TABLE erased (
  hash bytea NOT NULL,
  CONSTRAINT erased_pkey PRIMARY KEY (hash)
);

CREATE TABLE erasure_key (
  only_one boolean DEFAULT true NOT NULL,
  inner_key bytea NOT NULL,
  outer_key bytea NOT NULL,
  CONSTRAINT erasure_key_pkey PRIMARY KEY (only_one),
  CONSTRAINT erasure_key_inner_key_check CHECK ((length(inner_key) = 64)),
  CONSTRAINT erasure_key_only_one_check CHECK (only_one),
  CONSTRAINT erasure_key_outer_key_check CHECK ((length(outer_key) = 64))
);

CREATE TABLE erasures (
  conversation_id uuid NOT NULL,
  requested_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT erasures_pkey PRIMARY KEY (conversation_id)
);

CREATE TABLE idempotency_keys (
  scope text NOT NULL,
  key text NOT NULL,
  request_id uuid NOT NULL,
  fingerprint text NOT NULL,
  message_ids uuid[] NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  refused jsonb,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);

CREATE TABLE key_spending (
  api_key_id uuid NOT NULL,
  day date NOT NULL,
  currency text COLLATE "C" NOT NULL,
  segments bigint NOT NULL,
  priced_segments bigint NOT NULL,
  cost numeric NOT NULL,
  CONSTRAINT key_spending_pkey PRIMARY KEY (api_key_id, day, currency)
) WITH (fillfactor=70);

CREATE TABLE message_events (
  message_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  type text NOT NULL,
  status text NOT NULL,
  reason text,
  attempt integer,
  detail jsonb,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT message_events_pkey PRIMARY KEY (message_id, id)
);
CREATE INDEX message_events_order ON public.message_events USING brin (id, created_at) WITH (pages_per_range='32', autosummarize='on');

CREATE TABLE message_index (
  message_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  direction text NOT NULL,
  type text NOT NULL,
  from_participant text NOT NULL,
  to_participant text NOT NULL,
  tags text[] NOT NULL,
  parent_id uuid,
  words tsvector NOT NULL,
  provider text,
  api_key_id uuid,
  terms text[],
  CONSTRAINT message_index_pkey PRIMARY KEY (message_id)
);
CREATE INDEX message_index_api_key ON public.message_index USING btree (api_key_id, message_id) WHERE (api_key_id IS NOT NULL);
CREATE INDEX message_index_conversation ON public.message_index USING btree (conversation_id, message_id);
CREATE INDEX message_index_from ON public.message_index USING btree (from_participant, direction, type, message_id);
CREATE INDEX message_index_incomplete ON public.message_index USING btree (message_id) WHERE (provider IS NULL);
CREATE INDEX message_index_kind ON public.message_index USING btree (direction, type, message_id) INCLUDE (tags);
CREATE INDEX message_index_pair ON public.message_index USING btree (from_participant, to_participant, message_id);
CREATE INDEX message_index_parent ON public.message_index USING btree (parent_id, message_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX message_index_provider ON public.message_index USING btree (provider, message_id);
CREATE INDEX message_index_reply_addresses ON public.message_index USING gin ((((from_participant || ' '::text) || to_participant)) gin_trgm_ops) WITH (gin_pending_list_limit='128') WHERE (parent_id IS NOT NULL);
CREATE INDEX message_index_tags ON public.message_index USING gin (tags) WITH (gin_pending_list_limit='128') WHERE (tags <> '{}'::text[]);
CREATE INDEX message_index_terms ON public.message_index USING gin (terms) WITH (gin_pending_list_limit='128') WHERE (terms <> '{}'::text[]);
CREATE INDEX message_index_to ON public.message_index USING btree (to_participant, direction, type, message_id);
CREATE INDEX message_index_words ON public.message_index USING gin (words) WITH (gin_pending_list_limit='512');

CREATE TABLE message_index_tail (
  message_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  direction text NOT NULL,
  type text NOT NULL,
  from_participant text NOT NULL,
  to_participant text NOT NULL,
  tags text[] NOT NULL,
  parent_id uuid
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);

CREATE TABLE message_prices (
  provider_message_id text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  message_id uuid NOT NULL,
  price numeric(14,6) NOT NULL,
  currency text COLLATE "C" NOT NULL,
  CONSTRAINT message_prices_pkey PRIMARY KEY (provider_message_id, provider)
);
CREATE INDEX message_prices_message ON public.message_prices USING btree (message_id);

CREATE TABLE messages (
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
  api_key_id uuid,
  priority text DEFAULT 'normal'::text NOT NULL,
  refusals jsonb DEFAULT '{}'::jsonb NOT NULL,
  sent_from text,
  paced_until timestamp with time zone,
  segments integer,
  CONSTRAINT messages_pkey PRIMARY KEY (id),
  CONSTRAINT messages_check CHECK (((status <> ALL (ARRAY['scheduled'::text, 'pending'::text, 'sending'::text, 'retry'::text])) OR (due_at IS NOT NULL))),
  CONSTRAINT messages_direction_check CHECK ((direction = ANY (ARRAY['outbound'::text, 'inbound'::text]))),
  CONSTRAINT messages_priority_check CHECK ((priority = ANY (ARRAY['code'::text, 'normal'::text, 'bulk'::text]))),
  CONSTRAINT messages_status_check CHECK ((status = ANY (ARRAY['scheduled'::text, 'pending'::text, 'sending'::text, 'retry'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'canceled'::text, 'received'::text]))),
  CONSTRAINT messages_type_check CHECK ((type = ANY (ARRAY['sms'::text, 'mms'::text, 'email'::text])))
);
CREATE INDEX messages_ended ON public.messages USING btree (status, id) WHERE (status = ANY (ARRAY['failed'::text, 'canceled'::text, 'received'::text]));
CREATE INDEX messages_error ON public.messages USING btree (((error ->> 'code'::text)), id) WHERE (error IS NOT NULL);
CREATE INDEX messages_expiry ON public.messages USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (status = ANY (ARRAY['pending'::text, 'retry'::text])));
CREATE INDEX messages_failed ON public.messages USING btree (conversation_id) WHERE (status = 'failed'::text);
CREATE UNIQUE INDEX messages_inbound ON public.messages USING btree (provider_message_id, provider) WHERE (direction = 'inbound'::text);
CREATE INDEX messages_lanes ON public.messages USING btree (status, type, priority, due_at) WHERE (status = ANY (ARRAY['scheduled'::text, 'pending'::text, 'sending'::text, 'retry'::text]));
CREATE INDEX messages_paced ON public.messages USING btree (paced_until) WHERE ((status = 'retry'::text) AND (paced_until IS NOT NULL));
CREATE INDEX messages_sent ON public.messages USING btree (id) WHERE (status = 'sent'::text);
CREATE INDEX messages_unknown ON public.messages USING btree (id) WHERE ((status = 'failed'::text) AND ((error ->> 'code'::text) = 'outcome_unknown'::text));
CREATE INDEX messages_without_news ON public.messages USING btree (provider, due_at) WHERE ((status = 'sent'::text) AND (due_at IS NOT NULL));

CREATE TABLE paces (
  of text NOT NULL,
  name text NOT NULL,
  per_second double precision,
  per_day integer,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT paces_pkey PRIMARY KEY (of, name),
  CONSTRAINT paces_of_check CHECK ((of = ANY (ARRAY['sender'::text, 'account'::text]))),
  CONSTRAINT paces_per_day_check CHECK ((per_day > 0)),
  CONSTRAINT paces_per_second_check CHECK ((per_second > (0)::double precision))
);

CREATE TABLE price_receipts (
  provider text COLLATE "C" NOT NULL,
  received_at timestamp with time zone NOT NULL,
  id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
  CONSTRAINT price_receipts_pkey PRIMARY KEY (provider)
);

CREATE TABLE price_windows (
  provider text COLLATE "C" NOT NULL,
  begins timestamp with time zone NOT NULL,
  due_at timestamp with time zone NOT NULL,
  asked integer DEFAULT 0 NOT NULL,
  CONSTRAINT price_windows_pkey PRIMARY KEY (provider, begins)
);

CREATE TABLE send_attempts (
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
  CONSTRAINT send_attempts_pkey PRIMARY KEY (message_id, id),
  CONSTRAINT send_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'permanent'::text, 'retryable'::text, 'unknown'::text, 'absent'::text])))
);
CREATE UNIQUE INDEX send_attempts_provider_id ON public.send_attempts USING btree (provider_message_id, provider) WHERE (provider_message_id IS NOT NULL);

CREATE TABLE sender_choices (
  pool text NOT NULL,
  recipient text NOT NULL,
  number text NOT NULL,
  CONSTRAINT sender_choices_pkey PRIMARY KEY (pool, recipient)
);

CREATE TABLE sender_pool_numbers (
  number text NOT NULL,
  pool_id uuid NOT NULL,
  place integer NOT NULL,
  weight integer NOT NULL,
  countries text[] NOT NULL,
  CONSTRAINT sender_pool_numbers_pkey PRIMARY KEY (number),
  CONSTRAINT sender_pool_numbers_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES sender_pools(id) ON DELETE CASCADE,
  CONSTRAINT sender_pool_numbers_weight_check CHECK ((weight >= 0))
);
CREATE INDEX sender_pool_numbers_of_pool ON public.sender_pool_numbers USING btree (pool_id);

CREATE TABLE sender_pools (
  id uuid NOT NULL,
  name text NOT NULL,
  description text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT sender_pools_name_key UNIQUE (name),
  CONSTRAINT sender_pools_pkey PRIMARY KEY (id)
);

CREATE TABLE sessions (
  id uuid NOT NULL,
  secret_hash bytea NOT NULL,
  api_key_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT sessions_secret_hash_key UNIQUE (secret_hash),
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES api_keys(id) ON DELETE CASCADE,
  CONSTRAINT sessions_secret_hash_check CHECK ((length(secret_hash) = 32))
);
CREATE INDEX sessions_expiry ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_of_key ON public.sessions USING btree (api_key_id, id);

CREATE TABLE statistics_costs (
  facet text NOT NULL,
  step text NOT NULL,
  time timestamp with time zone NOT NULL,
  tag text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  api_key_id text COLLATE "C" NOT NULL,
  country text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  messages bigint NOT NULL,
  segments bigint NOT NULL,
  priced_segments bigint NOT NULL,
  cost numeric NOT NULL,
  CONSTRAINT statistics_costs_pkey PRIMARY KEY (facet, step, "time", tag, type, provider, api_key_id, country, currency),
  CONSTRAINT statistics_costs_facet_check CHECK ((facet = ANY (ARRAY['all'::text, 'tag'::text]))),
  CONSTRAINT statistics_costs_step_check CHECK ((step = ANY (ARRAY['hour'::text, 'day'::text])))
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02);

CREATE TABLE statistics_counters (
  facet text NOT NULL,
  step text NOT NULL,
  time timestamp with time zone NOT NULL,
  tag text COLLATE "C" NOT NULL,
  type text NOT NULL,
  provider text COLLATE "C" NOT NULL,
  api_key_id text COLLATE "C" NOT NULL,
  error_code text COLLATE "C" NOT NULL,
  accepted bigint NOT NULL,
  sent bigint NOT NULL,
  delivered bigint NOT NULL,
  failed bigint NOT NULL,
  canceled bigint NOT NULL,
  received bigint NOT NULL,
  handed_over integer[],
  delivered_after integer[],
  CONSTRAINT statistics_counters_pkey PRIMARY KEY (facet, step, "time", tag, error_code, type, provider, api_key_id),
  CONSTRAINT statistics_counters_facet_check CHECK ((facet = ANY (ARRAY['all'::text, 'tag'::text, 'code'::text, 'tag_code'::text]))),
  CONSTRAINT statistics_counters_step_check CHECK ((step = ANY (ARRAY['minute'::text, 'hour'::text, 'day'::text])))
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02);

CREATE TABLE statistics_failures (
  step text NOT NULL,
  time timestamp with time zone NOT NULL,
  type text NOT NULL,
  provider text COLLATE "C" NOT NULL,
  error_code text COLLATE "C" NOT NULL,
  sender text COLLATE "C" NOT NULL,
  destination text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  CONSTRAINT statistics_failures_pkey PRIMARY KEY (step, "time", provider, error_code, sender, destination, type),
  CONSTRAINT statistics_failures_step_check CHECK ((step = ANY (ARRAY['minute'::text, 'hour'::text, 'day'::text])))
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02);

CREATE TABLE statistics_progress (
  only_one boolean DEFAULT true NOT NULL,
  folded_to bigint NOT NULL,
  as_of timestamp with time zone,
  CONSTRAINT statistics_progress_pkey PRIMARY KEY (only_one),
  CONSTRAINT statistics_progress_only_one_check CHECK (only_one)
);

CREATE TABLE suppressions (
  id uuid NOT NULL,
  channel text NOT NULL,
  address text NOT NULL,
  sender text DEFAULT ''::text NOT NULL,
  reason text NOT NULL,
  note text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  told_at timestamp with time zone,
  CONSTRAINT suppressions_channel_address_sender_reason_key UNIQUE (channel, address, sender, reason),
  CONSTRAINT suppressions_pkey PRIMARY KEY (id),
  CONSTRAINT suppressions_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text]))),
  CONSTRAINT suppressions_reason_check CHECK ((reason = ANY (ARRAY['stop'::text, 'bounce'::text, 'complaint'::text, 'unsubscribe'::text, 'manual'::text])))
);
CREATE INDEX suppressions_channel ON public.suppressions USING btree (channel, id);
CREATE INDEX suppressions_reason ON public.suppressions USING btree (reason, id);

CREATE TABLE webhook_endpoints (
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
  CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_endpoints_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text])))
);

CREATE TABLE webhook_events (
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
  due_at timestamp with time zone,
  sent_from text,
  looked_up boolean,
  CONSTRAINT webhook_events_provider_event_id_key UNIQUE (provider, event_id),
  CONSTRAINT webhook_events_pkey PRIMARY KEY (id)
);
CREATE INDEX webhook_events_message ON public.webhook_events USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX webhook_events_provider_message ON public.webhook_events USING btree (provider_message_id) WHERE (provider_message_id IS NOT NULL);
CREATE INDEX webhook_events_received ON public.webhook_events USING btree (provider, received_at);
CREATE INDEX webhook_events_unapplied ON public.webhook_events USING btree (due_at) WHERE (applied_at IS NULL);
