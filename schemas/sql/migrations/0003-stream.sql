-- Where each consumer stands in its topics, and what it refused. Written in the same transaction as
-- what the events mean.

set local role goldenthread_owner;

create table stream."offset" (
    consumer text collate "C" not null,
    topic text collate "C" not null,
    partition int not null,
    next_offset bigint not null,
    owner_epoch bigint not null default 0,
    rules text collate "C" not null,
    last_offset bigint,
    last_event_id text collate "C",
    consumed bigint not null default 0,
    applied bigint not null default 0,
    unchanged bigint not null default 0,
    quarantined bigint not null default 0,
    updated_at timestamptz not null default now(),
    primary key (consumer, topic, partition),
    constraint nothing_lost check (consumed = applied + unchanged + quarantined)
) with (fillfactor = 50);  -- moved by every batch: leaves room for updates within the page
comment on table stream."offset" is
    'The only truth about what was read. A batch moves next_offset first, under its epoch and rules.';
comment on column stream."offset".next_offset is
    'Where reading goes on; may run ahead of the counts over transaction markers.';
comment on column stream."offset".owner_epoch is
    'Raised by every claim: whoever claimed before can write no more.';
comment on column stream."offset".rules is
    'Version of the pipeline and of the reference data under which the ledger was written.';
comment on column stream."offset".last_event_id is
    'Of the last message counted, to tell a topic made anew; null if it could not be decoded.';

create table stream.quarantine (
    id bigint generated always as identity primary key,
    consumer text collate "C" not null,
    topic text collate "C" not null,
    partition int not null,
    "offset" bigint not null,
    key bytea,
    value bytea,
    headers jsonb,
    reason text collate "C" not null check (reason in (
        'empty', 'too_large', 'bad_frame', 'unknown_schema', 'truncated', 'bad_varint',
        'bad_length', 'bad_enum', 'bad_boolean', 'bad_utf8', 'too_deep', 'trailing_bytes',
        'unresolvable', 'bad_key', 'bad_value', 'unknown_code', 'conflict')),
    field text collate "C",
    event_id text collate "C",
    kept text collate "C",
    state text collate "C" not null default 'HELD' check (state in ('HELD', 'RETRIED', 'DISCARDED')),
    received_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    unique (consumer, topic, partition, "offset")
);
comment on table stream.quarantine is
    'Refused messages, whole, until somebody retries or discards them. Holds personal data.';
comment on column stream.quarantine.kept is
    'For reason conflict: which of two events of equal revision counts.';
comment on column stream.quarantine.headers is 'Kafka headers by name, values in base64.';

grant usage on schema stream to
    goldenthread_migrate, goldenthread_consumer, goldenthread_alerter, goldenthread_audit;
grant select, insert, update on stream."offset" to goldenthread_consumer;
grant insert on stream.quarantine to goldenthread_consumer;
grant select on stream."offset" to goldenthread_alerter;
grant select on stream."offset", stream.migration to goldenthread_audit;
grant select (id, consumer, topic, partition, "offset", reason, field, event_id, kept, state,
              received_at, changed_at)
    on stream.quarantine to goldenthread_audit;
