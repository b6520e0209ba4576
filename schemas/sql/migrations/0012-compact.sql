-- The ledger in two parts, and what its filed part adds up to.
--
-- Consumers append to kpi.ledger itself. compact() moves the lines it finds there into the table of
-- their academic year, merges equal ones, and adds them to four sums in the same transaction. The
-- tables of the years are children of kpi.ledger: who reads kpi.ledger sees every line once, before
-- and after. So at every moment
--
--     what a view shows  =  sums of the filed lines  +  lines that came since
--
-- and nobody scans a year for it. Only compact() writes the filed part. If somebody else does, a
-- trigger says so in kpi.filing, the views go back to scanning, and the next compact() files anew.

set local role goldenthread_owner;

-- From partitions, which take every line at once, to children, which take what compact() brings.
do $$
declare
    year record;
begin
    for year in
        select inhrelid::regclass as name, substr(inhrelid::regclass::text, 12) as of
          from pg_inherits where inhparent = 'kpi.ledger'::regclass
    loop
        execute format('alter table kpi.ledger detach partition %s', year.name);
        execute format('drop index kpi.%I', 'ledger_' || year.of || '_day_idx');
        execute format('create index on %s (measure, day)', year.name);
    end loop;
end
$$;
drop table kpi.ledger;
create table kpi.ledger (like kpi.ledger_other);
do $$
begin
    for year in 2019..2034 loop
        execute format('alter table kpi.ledger_%s inherit kpi.ledger,
            add constraint year_of_day check (day >= %L and day < %L)',
            year, make_date(year, 9, 1), make_date(year + 1, 9, 1));
    end loop;
end
$$;
alter table kpi.ledger_other inherit kpi.ledger,
    add constraint year_of_day check (day < '2019-09-01' or day >= '2035-09-01');
grant insert on kpi.ledger to goldenthread_consumer;

comment on table kpi.ledger is
    'Signed counts by day and place. Appended only; a value is a sum. Lines come here, compact() '
    'files them under their academic year (ledger_2025 from 1 September 2025).';
comment on column kpi.ledger.day is 'Business date; for a stock the day on which it opens or closes.';
comment on column kpi.ledger.known_on is 'London date of the commit that brought the line.';
comment on column kpi.ledger.since is 'What the age is counted from; null where there is no age.';
comment on column kpi.ledger.org is 'URN of the school or code of the provider; '''' unknown.';
comment on column kpi.ledger.sen is 'N none, K SEN support, E EHC plan; '''' unknown.';
comment on column kpi.ledger.stage is 'nursery, primary, secondary, post16 by year group; '''' unknown.';

create table kpi.filing (
    sums_hold boolean not null,
    compacted_at timestamptz
);
create unique index filing_is_one_row on kpi.filing ((true));
insert into kpi.filing values (false, null);
comment on table kpi.filing is 'Whether the sums are those of the filed lines. One row.';

-- Flows and windows by what the three passes of flow_members() need; a segment is what lies in one
-- month and one term. Stocks are few lines, and their rows go by full keys: they are read as they are.
create table kpi.day_sum (
    day date not null,
    measure text collate "C" not null,
    age int,
    sen text collate "C" not null,
    detail text collate "C" not null,
    value bigint not null,
    unique nulls not distinct (measure, day, age, sen, detail)
);
create table kpi.school_sum (
    segment date not null,
    measure text collate "C" not null,
    age int,
    org text collate "C" not null,
    sen text collate "C" not null,
    detail text collate "C" not null,
    value bigint not null,
    unique nulls not distinct (measure, segment, age, org, sen, detail)
);
create table kpi.child_sum (
    segment date not null,
    measure text collate "C" not null,
    age int,
    sen text collate "C" not null,
    need text collate "C" not null,
    stage text collate "C" not null,
    detail text collate "C" not null,
    value bigint not null,
    unique nulls not distinct (measure, segment, age, sen, need, stage, detail)
);
create table kpi.register_sum (
    day date,
    org text collate "C",
    value bigint not null,
    primary key (day, org)
);
comment on table kpi.day_sum is 'Filed lines of flows and windows by day and SEN provision.';
comment on table kpi.school_sum is 'Filed lines of flows and windows by segment, place and SEN provision.';
comment on table kpi.child_sum is 'Filed lines of flows and windows by segment, SEN, need and stage.';
comment on table kpi.register_sum is 'Filed session marks by school and day.';

create function kpi.doubt_sums() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update kpi.filing set sums_hold = false where sums_hold;
    return null;
end
$$;
comment on function kpi.doubt_sums() is
    'Something that the sums are made of was changed: they are not believed until compact() says so.';

do $$
declare
    name text;
begin
    create trigger doubt_sums after update or delete or truncate on kpi.ledger
        for each statement execute function kpi.doubt_sums();
    for name in
        select inhrelid::regclass::text from pg_inherits where inhparent = 'kpi.ledger'::regclass
        union all
        select unnest(array['kpi.day_sum', 'kpi.school_sum', 'kpi.child_sum', 'kpi.register_sum',
                            'kpi.measure'])
    loop
        execute format('create trigger doubt_sums after insert or update or delete or truncate on %s
            for each statement execute function kpi.doubt_sums()', name);
    end loop;
end
$$;

-- One statement for each year, and so one snapshot: a line that a consumer appends meanwhile is
-- neither read nor moved. $1 are the measures, null for all; $2 those of stocks.
create function kpi.filing_statement(child text, of_year text) returns text
language sql immutable set search_path = pg_catalog
return format($statement$
with came as (
    delete from only kpi.ledger
     where %2$s and ($1 is null or measure = any($1))
    returning *),
lines as materialized (
    select day, known_on, measure, since, org, sen, need, stage, detail,
           sum(value)::bigint as value, count(*) as rows
      from came
     group by day, known_on, measure, since, org, sen, need, stage, detail),
equal as (
    delete from %1$s f using lines l
     where f.day = l.day and f.known_on = l.known_on and f.measure = l.measure
       and f.since is not distinct from l.since and f.org = l.org and f.sen = l.sen
       and f.need = l.need and f.stage = l.stage and f.detail = l.detail
    returning f.*),
filed as (
    insert into %1$s (day, known_on, measure, since, org, sen, need, stage, detail, value)
    select l.day, l.known_on, l.measure, l.since, l.org, l.sen, l.need, l.stage, l.detail,
           l.value + coalesce(e.value, 0)
      from lines l
      left join equal e
        on e.day = l.day and e.known_on = l.known_on and e.measure = l.measure
       and e.since is not distinct from l.since and e.org = l.org and e.sen = l.sen
       and e.need = l.need and e.stage = l.stage and e.detail = l.detail
     where l.value + coalesce(e.value, 0) <> 0
     order by l.measure, l.day
    returning 1),
flows as materialized (
    select c.segment_starts_on as segment, l.day - l.since as age, l.*
      from lines l join reference.calendar c using (day)
     where l.measure <> all($2)),
days as (
    insert into kpi.day_sum as s (day, measure, age, sen, detail, value)
    select day, measure, age, sen, detail, sum(value) from flows group by 1, 2, 3, 4, 5
        on conflict (measure, day, age, sen, detail) do update set value = s.value + excluded.value),
schools as (
    insert into kpi.school_sum as s (segment, measure, age, org, sen, detail, value)
    select segment, measure, age, org, sen, detail, sum(value) from flows group by 1, 2, 3, 4, 5, 6
        on conflict (measure, segment, age, org, sen, detail)
        do update set value = s.value + excluded.value),
children as (
    insert into kpi.child_sum as s (segment, measure, age, sen, need, stage, detail, value)
    select segment, measure, age, sen, need, stage, detail, sum(value)
      from flows group by 1, 2, 3, 4, 5, 6, 7
        on conflict (measure, segment, age, sen, need, stage, detail)
        do update set value = s.value + excluded.value),
registers as (
    insert into kpi.register_sum as s (day, org, value)
    select day, org, sum(value) from flows where measure = 'sessions' group by 1, 2
        on conflict (day, org) do update set value = s.value + excluded.value)
select n.filed + n.came, n.filed - (select count(*) from equal) + (select count(*) from filed)
  from (select (select count(*) from %1$s) as filed,
               (select coalesce(sum(rows), 0)::bigint from lines) as came) n
$statement$, child, of_year);

create function kpi.compact(stream text default null)
returns table (partition text, rows_before bigint, rows_after bigint)
language plpgsql security definer
set search_path = pg_catalog set work_mem = '128MB' as $$
declare
    measures text[] := case when stream is not null
        then array(select m.measure from kpi.measure m where m.stream = compact.stream) end;
    stocks constant text[] := array(select m.measure from kpi.measure m where m.kind = 'stock');
    child record;
begin
    if not pg_try_advisory_xact_lock(7231440, 2) then
        raise exception 'somebody else is compacting the ledger'
            using errcode = 'lock_not_available', hint = 'try again later';
    end if;
    -- Who doubts the sums from now on waits for us.
    if not (select f.sums_hold from kpi.filing f for update) then
        measures := null;
        for child in select inhrelid::regclass as name from pg_inherits
                      where inhparent = 'kpi.ledger'::regclass loop
            execute format('with lines as (delete from %s returning *)
                            insert into kpi.ledger select * from lines', child.name);
        end loop;
        delete from kpi.day_sum;
        delete from kpi.school_sum;
        delete from kpi.child_sum;
        delete from kpi.register_sum;
    end if;
    for child in select i.inhrelid::regclass as name, pg_get_expr(c.conbin, c.conrelid) as of_year
                   from pg_inherits i
                   join pg_constraint c on c.conrelid = i.inhrelid and c.conname = 'year_of_day'
                  where i.inhparent = 'kpi.ledger'::regclass
                  order by i.inhrelid::regclass::text loop
        partition := child.name;
        execute kpi.filing_statement(child.name::text, child.of_year)
           into rows_before, rows_after using measures, stocks;
        if rows_before > 0 then
            return next;
        end if;
    end loop;
    update kpi.filing set sums_hold = true, compacted_at = clock_timestamp();
end
$$;
comment on function kpi.compact(text) is
    'Files the lines that came since the last time and merges equal ones, known_on included; of one '
    'stream or of all. Changes no sum, stops no consumer and no reader. One at a time: the second '
    'is refused with lock_not_available.';

create function kpi.compaction_due() returns boolean
language sql stable security definer set search_path = pg_catalog
return (select f.compacted_at is null
               or (f.compacted_at at time zone 'Europe/London' + interval '22 hours')::date
                  < (now() at time zone 'Europe/London' + interval '22 hours')::date
               or pg_relation_size('kpi.ledger') > 64 * 1024 * 1024
          from kpi.filing f);
comment on function kpi.compaction_due() is
    'Whether it is time: once a night, after 02:00 in London, and after a replay, when more than '
    '64 MiB of lines wait for it.';

revoke execute on all functions in schema kpi from public;
grant execute on function kpi.compact(text), kpi.compaction_due() to
    goldenthread_migrate, goldenthread_alerter;
