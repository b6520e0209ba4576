-- The winners, one document per child and window. Private to the consumers: nothing in this schema
-- is for people or reports.

set local role goldenthread_owner;

create schema state;

create table state.absence (
    child_ref text collate "C" not null,
    window_start date not null,
    partition int not null,
    version bigint not null,
    next_due date,
    body bytea not null,
    primary key (child_ref, window_start)
) with (fillfactor = 85, toast_tuple_target = 4096);
-- A packed year of marks is 1.5 to 2.5 kB: kept in the row (toasting makes a write four times
-- dearer), and never worth an attempt to compress it.
alter table state.absence alter column body set storage external;
create index absence_next_due on state.absence (next_due) where next_due is not null;

comment on table state.absence is
    'Session marks of one child in one academic year, packed. Written only over the version read.';
comment on column state.absence.partition is
    'murmur2(child_ref) modulo the number of partitions: whose owner runs the timers.';
comment on column state.absence.next_due is
    'The next day on which something changes by time alone; null if nothing will.';

grant usage on schema state to goldenthread_consumer;
grant select, insert, update on all tables in schema state to goldenthread_consumer;
alter default privileges in schema state
    grant select, insert, update on tables to goldenthread_consumer;
