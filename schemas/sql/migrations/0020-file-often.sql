-- Filing what came, cheap enough to be done often.
--
-- Equal lines were looked for day by day: to file a week of marks took minutes. They are found by
-- hashing every column now, in one pass over the year. So it is due sooner, and between two nights the
-- views read little that is not filed. Two sums more: the whole by segment, of flows and of stocks.

set local role goldenthread_owner;

-- The years are children of kpi.filed, and that of kpi.ledger: who reads kpi.ledger sees every line as
-- before, kpi.filed is the filed ones alone, and "only kpi.ledger" what waits.
create table kpi.filed (constraint filed_by_year check (false) no inherit) inherits (kpi.ledger);
comment on table kpi.filed is 'The lines of kpi.ledger that are filed, by academic year. Empty itself.';
do $$
declare
    year record;
begin
    for year in select i.inhrelid::regclass as name from pg_inherits i
                 where i.inhparent = 'kpi.ledger'::regclass and i.inhrelid <> 'kpi.filed'::regclass loop
        execute format('alter table %s no inherit kpi.ledger', year.name);
        execute format('alter table %s inherit kpi.filed', year.name);
    end loop;
end
$$;

create table kpi.segment_sum (
    segment date not null,
    measure text collate "C" not null,
    age int,
    sen text collate "C" not null,
    detail text collate "C" not null,
    value bigint not null,
    unique nulls not distinct (measure, segment, age, sen, detail)
);
create table kpi.stock_sum (
    segment date not null,
    measure text collate "C" not null,
    since date,
    sen text collate "C" not null,
    value bigint not null,
    unique nulls not distinct (measure, segment, since, sen)
);
comment on table kpi.segment_sum is 'Filed lines of flows and windows by segment and SEN provision.';
comment on table kpi.stock_sum is
    'Filed lines of stocks by segment and SEN provision. A nil stays: something came and went.';

insert into kpi.segment_sum
select c.segment_starts_on, s.measure, s.age, s.sen, s.detail, sum(s.value)
  from kpi.day_sum s
  join reference.calendar c using (day)
 group by 1, 2, 3, 4, 5;
insert into kpi.stock_sum
select c.segment_starts_on, l.measure, l.since, l.sen, sum(l.value)
  from kpi.filed l
  join kpi.measure m using (measure)
  join reference.calendar c using (day)
 where m.kind = 'stock'
 group by 1, 2, 3, 4;

create trigger doubt_sums after insert or update or delete or truncate on kpi.filed
    for each statement execute function kpi.doubt_sums();
create trigger doubt_sums after insert or update or delete or truncate on kpi.segment_sum
    for each statement execute function kpi.doubt_sums();
create trigger doubt_sums after insert or update or delete or truncate on kpi.stock_sum
    for each statement execute function kpi.doubt_sums();

-- One statement for each year, and so one snapshot: a line that a consumer appends meanwhile is
-- neither read nor moved. $1 are the measures, null for all; $2 those of stocks.
create or replace function kpi.filing_statement(child text, of_year text) returns text
language sql immutable set search_path = pg_catalog
return format($statement$
with came as (
    delete from only kpi.ledger
     where %2$s and ($1 is null or measure = any($1))
    returning *),
lines as materialized (
    select day, known_on, measure, since, coalesce(since, 'infinity') as since_key,
           org, sen, need, stage, detail, sum(value)::bigint as value, count(*) as rows
      from came
     group by day, known_on, measure, since, org, sen, need, stage, detail),
equal as (
    delete from %1$s f using lines l
     where f.known_on = any(array(select distinct n.known_on from lines n))
       and f.day = l.day and f.known_on = l.known_on and f.measure = l.measure
       and coalesce(f.since, 'infinity') = l.since_key and f.org = l.org and f.sen = l.sen
       and f.need = l.need and f.stage = l.stage and f.detail = l.detail
    returning l.since_key, f.*),
filed as (
    insert into %1$s (day, known_on, measure, since, org, sen, need, stage, detail, value)
    select l.day, l.known_on, l.measure, l.since, l.org, l.sen, l.need, l.stage, l.detail,
           l.value + coalesce(e.value, 0)
      from lines l
      left join equal e using (day, known_on, measure, since_key, org, sen, need, stage, detail)
     where l.value + coalesce(e.value, 0) <> 0
     order by l.measure, l.day
    returning 1),
in_segment as not materialized (
    select c.segment_starts_on as segment, l.day - l.since as age, l.*
      from lines l join reference.calendar c using (day)),
flows as (
    select * from in_segment where measure <> all($2)),
days as (
    insert into kpi.day_sum as s (day, measure, age, sen, detail, value)
    select day, measure, age, sen, detail, sum(value) from flows group by 1, 2, 3, 4, 5
        on conflict (measure, day, age, sen, detail) do update set value = s.value + excluded.value),
segments as (
    insert into kpi.segment_sum as s (segment, measure, age, sen, detail, value)
    select segment, measure, age, sen, detail, sum(value) from flows group by 1, 2, 3, 4, 5
        on conflict (measure, segment, age, sen, detail)
        do update set value = s.value + excluded.value),
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
stocks as (
    insert into kpi.stock_sum as s (segment, measure, since, sen, value)
    select segment, measure, since, sen, sum(value)
      from in_segment where measure = any($2) group by 1, 2, 3, 4
        on conflict (measure, segment, since, sen) do update set value = s.value + excluded.value),
registers as (
    insert into kpi.register_sum as s (day, org, value)
    select day, org, sum(value) from flows where measure = 'sessions' group by 1, 2
        on conflict (day, org) do update set value = s.value + excluded.value)
select n.filed + n.came, n.filed - (select count(*) from equal) + (select count(*) from filed)
  from (select (select count(*) from %1$s) as filed,
               (select coalesce(sum(rows), 0)::bigint from lines) as came) n
$statement$, child, of_year);

-- How many lines came is not known when the statements are planned: hashing is never far off, going
-- through a year line by line is.
create or replace function kpi.compact(stream text default null)
returns table (partition text, rows_before bigint, rows_after bigint)
language plpgsql security definer
set search_path = pg_catalog set work_mem = '128MB'
set enable_mergejoin = off set enable_nestloop = off
as $$
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
        with lines as (delete from kpi.filed returning *)
        insert into kpi.ledger select * from lines;
        delete from kpi.day_sum;
        delete from kpi.segment_sum;
        delete from kpi.school_sum;
        delete from kpi.child_sum;
        delete from kpi.stock_sum;
        delete from kpi.register_sum;
    end if;
    for child in select i.inhrelid::regclass as name, pg_get_expr(c.conbin, c.conrelid) as of_year
                   from pg_inherits i
                   join pg_constraint c on c.conrelid = i.inhrelid and c.conname = 'year_of_day'
                  where i.inhparent = 'kpi.filed'::regclass
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

create function kpi.lines_that_may_wait() returns bigint
language sql stable set search_path = pg_catalog
return (select greatest(2000, sum(c.reltuples) / 1024)::bigint
          from pg_inherits i
          join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'kpi.filed'::regclass);
comment on function kpi.lines_that_may_wait() is
    'Each KPI of a view reads them, so they are few; but filing reads what is filed, so a 1024th of it.';

create or replace function kpi.compaction_due() returns boolean
language sql stable security definer set search_path = pg_catalog
return (select not f.sums_hold or f.compacted_at is null
               or (f.compacted_at at time zone 'Europe/London' + interval '22 hours')::date
                  < (now() at time zone 'Europe/London' + interval '22 hours')::date
               or exists (select from only kpi.ledger offset kpi.lines_that_may_wait())
          from kpi.filing f);
comment on function kpi.compaction_due() is
    'Whether it is time: once a night, after 02:00 in London; when the sums are not believed; and when '
    'more lines wait than may.';

-- What was filed leaves its place empty: give that back soon, as every view reads what waits.
alter table kpi.ledger set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

revoke execute on all functions in schema kpi from public;
