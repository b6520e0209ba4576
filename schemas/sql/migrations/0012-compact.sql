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
    unique nulls not distinct (day, measure, age, sen, detail)
);
create table kpi.school_sum (
    segment date not null,
    measure text collate "C" not null,
    age int,
    org text collate "C" not null,
    sen text collate "C" not null,
    detail text collate "C" not null,
    value bigint not null,
    unique nulls not distinct (segment, measure, age, org, sen, detail)
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
    unique nulls not distinct (segment, measure, age, sen, need, stage, detail)
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
        on conflict (day, measure, age, sen, detail) do update set value = s.value + excluded.value),
schools as (
    insert into kpi.school_sum as s (segment, measure, age, org, sen, detail, value)
    select segment, measure, age, org, sen, detail, sum(value) from flows group by 1, 2, 3, 4, 5, 6
        on conflict (segment, measure, age, org, sen, detail)
        do update set value = s.value + excluded.value),
children as (
    insert into kpi.child_sum as s (segment, measure, age, sen, need, stage, detail, value)
    select segment, measure, age, sen, need, stage, detail, sum(value)
      from flows group by 1, 2, 3, 4, 5, 6, 7
        on conflict (segment, measure, age, sen, need, stage, detail)
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

-- The members of the dimensions of one pass: 'all' (dimension and member '') by day and by segment,
-- 'school' (org, phase, locality) and 'child' (need, stage, detail) by segment. The sums serve what
-- is known now; segments that today has not ended are added up from their lines, as is everything
-- that was known on an earlier day. Costs: see flow_lines in 0008-views.sql.
create function kpi.flow_members(known_on date, pass text)
returns table (dimension text, member text, grain text, bucket date, measure text, age int,
               sen text, detail text, value bigint)
language plpgsql stable
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set work_mem = '64MB' set jit = off set enable_sort = off
set parallel_setup_cost = 0 set parallel_tuple_cost = 0.01
as $$
declare
    today constant date := reference.today();
    running constant date := (select c.segment_starts_on from reference.calendar c
                               where c.day = today);
    -- first day of each day's segment, from 2000-01-01: an index into it costs less than a join
    segments constant date[] := (select array_agg(c.segment_starts_on order by c.day)
                                   from reference.calendar c where c.day <= today);
    summed constant boolean := known_on = 'infinity' and (select f.sums_hold from kpi.filing f);
    flows constant text[] := array(select m.measure from kpi.measure m where m.kind <> 'stock');
begin
    if pass = 'all' then
        return query
        with by_day as (
            select l.day, l.measure, l.age, l.sen, l.detail, sum(l.value)::bigint as value
              from (select s.day, s.measure, s.age, s.sen, s.detail, s.value
                      from kpi.day_sum s
                     where summed and s.day <= today
                    union all
                    select r.day, r.measure, r.day - r.since, r.sen, r.detail, r.value
                      from only kpi.ledger r
                     where summed and r.day <= today
                    union all
                    select r.day, r.measure, r.day - r.since, r.sen, r.detail, r.value
                      from kpi.ledger r
                     where not summed and r.day <= today and r.known_on <= flow_members.known_on) l
             group by 1, 2, 3, 4, 5
            having sum(l.value) <> 0)
        select '', '', 'day', d.day, d.measure, d.age, d.sen, d.detail, d.value
          from by_day d
        union all
        select '', '', 'segment', segments[d.day - date '1999-12-31'], d.measure, d.age, d.sen,
               d.detail, sum(d.value)::bigint
          from by_day d
         group by 4, 5, 6, 7, 8;
    elsif pass = 'school' then
        return query
        with by_school as (
            select l.segment, l.measure, l.age, l.org, l.sen, l.detail, sum(l.value)::bigint as value
              from (select s.segment, s.measure, s.age, s.org, s.sen, s.detail, s.value
                      from kpi.school_sum s
                     where summed and s.segment < running
                    union all
                    select segments[r.day - date '1999-12-31'], r.measure, r.day - r.since,
                           r.org, r.sen, r.detail, r.value
                      from kpi.ledger r
                     where summed and r.measure = any(flows) and r.day between running and today
                    union all
                    select segments[r.day - date '1999-12-31'], r.measure, r.day - r.since,
                           r.org, r.sen, r.detail, r.value
                      from only kpi.ledger r
                     where summed and r.day < running
                    union all
                    select segments[r.day - date '1999-12-31'], r.measure, r.day - r.since,
                           r.org, r.sen, r.detail, r.value
                      from kpi.ledger r
                     where not summed and r.day <= today and r.known_on <= flow_members.known_on) l
             group by 1, 2, 3, 4, 5, 6
            having sum(l.value) <> 0)
        select case when grouping(s.org) = 0 then 'org' when grouping(p.phase) = 0 then 'phase'
                    else 'locality' end,
               coalesce(s.org, p.phase, p.locality),
               'segment', s.segment, s.measure, s.age, s.sen, s.detail, sum(s.value)::bigint
          from by_school s
          left join reference.school o using (org),
               lateral (select coalesce(o.phase, '') as phase,
                               coalesce(o.locality, '') as locality) p
         group by s.segment, s.measure, s.age, s.sen, s.detail,
               grouping sets ((s.org), (p.phase), (p.locality));
    else
        return query
        with by_child as (
            select l.segment, l.measure, l.age, l.sen, l.need, l.stage, l.detail,
                   sum(l.value)::bigint as value
              from (select s.segment, s.measure, s.age, s.sen, s.need, s.stage, s.detail, s.value
                      from kpi.child_sum s
                     where summed and s.segment < running
                    union all
                    select segments[r.day - date '1999-12-31'], r.measure, r.day - r.since,
                           r.sen, r.need, r.stage, r.detail, r.value
                      from kpi.ledger r
                     where summed and r.measure = any(flows) and r.day between running and today
                    union all
                    select segments[r.day - date '1999-12-31'], r.measure, r.day - r.since,
                           r.sen, r.need, r.stage, r.detail, r.value
                      from only kpi.ledger r
                     where summed and r.day < running
                    union all
                    select segments[r.day - date '1999-12-31'], r.measure, r.day - r.since,
                           r.sen, r.need, r.stage, r.detail, r.value
                      from kpi.ledger r
                     where not summed and r.day <= today and r.known_on <= flow_members.known_on) l
             group by 1, 2, 3, 4, 5, 6, 7
            having sum(l.value) <> 0)
        select case when grouping(s.need) = 0 then 'need' when grouping(s.stage) = 0 then 'stage'
                    else 'detail' end,
               coalesce(s.need, s.stage, s.detail),
               'segment', s.segment, s.measure, s.age, s.sen, s.detail, sum(s.value)::bigint
          from by_child s
         group by s.segment, s.measure, s.age, s.sen, s.detail,
               grouping sets ((s.need), (s.stage), ());
    end if;
end
$$;

create or replace view kpi.selection as
select k.kpi_id, k.kind, k.unit, k.by_detail, t.term, t.age_min, t.age_max, t.n, t.d, k.periods
  from kpi.definition k,
       lateral (select concat_ws(':', t.measure, coalesce(t.detail, '@' || t.class)) as term,
                       case t.age_op when '>' then t.age_days + 1 end as age_min,
                       case t.age_op when '<=' then t.age_days end as age_max,
                       (t.side = 'numerator')::int as n, (t.side = 'denominator')::int as d
                  from kpi.term t
                 where t.kpi_id = k.kpi_id
                union all
                select distinct t.measure, null::int, null::int, 0, 0
                  from kpi.term t
                 where t.kpi_id = k.kpi_id) t;

create or replace function kpi.flow_lines(known_on date, pass text)
returns table (dimension text, member text, grain text, bucket date, sen text, term text, age int,
               value bigint)
language plpgsql stable security definer cost 1000000 rows 1000000
set search_path = pg_catalog
set work_mem = '64MB' set jit = off set enable_sort = off
as $$
begin
    return query
    with members as materialized (select * from kpi.flow_members(known_on, pass))
    select m.dimension, m.member, m.grain, m.bucket, m.sen, m.measure || ':' || m.detail, m.age,
           m.value
      from members m
    union all
    select m.dimension, m.member, m.grain, m.bucket, m.sen, m.measure, m.age, sum(m.value)::bigint
      from members m
     group by m.dimension, m.member, m.grain, m.bucket, m.sen, m.measure, m.age
    union all
    select m.dimension, m.member, m.grain, m.bucket, m.sen, t.term, m.age, sum(m.value)::bigint
      from members m
      join kpi.term_of_detail t using (measure, detail)
     group by m.dimension, m.member, m.grain, m.bucket, m.sen, t.term, m.age;
end
$$;

-- Each SEN provision with the groups that it counts in.
create view kpi.sen_group as
select * from (values ('N', 'N'), ('N', 'ALL'), ('K', 'K'), ('K', 'SEND'), ('K', 'ALL'),
                      ('E', 'E'), ('E', 'SEND'), ('E', 'ALL'), ('', 'ALL')) g(provision, sen);
comment on view kpi.sen_group is
    'N, K, E each for itself, SEND = K + E, ALL = everybody, of unknown provision as well.';

create function kpi.is_of_age(age int, age_min int, age_max int) returns boolean
language sql immutable parallel safe
return coalesce(age >= age_min, age_min is null) and coalesce(age <= age_max, age_max is null);

-- The numerators and denominators of flows and windows: by day, and by segment and then by period.
-- A filter on the dimension empties the list of a pass, and then its function is not called; one on
-- the period leaves out the days, because 'day' is a constant.
drop function kpi.flow_sums(date);
create function kpi.flow_sums(known_on date)
returns table (kpi_id text, dimension text, member text, period text, starts_on date, ends_on date,
               sen text, n bigint, d bigint, days bigint, ages int[], counts bigint[])
language sql stable as $$
    with whole as materialized (select * from kpi.flow_lines(known_on, 'all'))
    select x.kpi_id, x.dimension, x.member, x.period, x.starts_on, x.ends_on, g.sen,
           sum(x.n)::bigint, sum(x.d)::bigint, sum(x.n * x.age)::bigint,
           array_agg(x.age) filter (where x.age is not null),
           array_agg(x.n) filter (where x.age is not null)
      from (select s.kpi_id, '' as dimension, '' as member, 'day' as period,
                   l.bucket as starts_on, l.bucket as ends_on, l.sen,
                   case when s.unit like '%-days' then l.age end as age,
                   sum(v.value * s.n)::bigint as n, sum(v.value * s.d)::bigint as d
              from whole l
              join kpi.selection s using (term),
                   lateral (select l.value * kpi.is_of_age(l.age, s.age_min, s.age_max)::int as value) v
             where l.grain = 'day' and s.kind <> 'stock'
               and 'day' = any(string_to_array(s.periods, ' '))
             group by s.kpi_id, l.bucket, l.sen, 8
            union all
            select s.kpi_id, s.dimension, s.member, p.period, p.starts_on, p.ends_on, s.sen,
                   s.age, s.n, s.d
              from (select s.kpi_id, s.periods, l.dimension, l.member, l.bucket, l.sen,
                           case when s.unit like '%-days' then l.age end as age,
                           sum(v.value * s.n)::bigint as n, sum(v.value * s.d)::bigint as d
                      from (select '' as dimension, '' as member, l.bucket, l.sen, l.term, l.age,
                                   l.value
                              from whole l
                             where l.grain = 'segment'
                            union all
                            select m.dimension, l.member, l.bucket, l.sen, l.term, l.age, l.value
                              from (values ('org'), ('phase'), ('locality')) m(dimension)
                              join kpi.flow_lines(known_on, 'school') l using (dimension)
                            union all
                            select m.dimension, l.member, l.bucket, l.sen, l.term, l.age, l.value
                              from (values ('need'), ('stage'), ('detail')) m(dimension)
                              join kpi.flow_lines(known_on, 'child') l using (dimension)) l
                      join kpi.selection s using (term),
                           lateral (select l.value * kpi.is_of_age(l.age, s.age_min, s.age_max)::int
                                           as value) v
                     where s.kind <> 'stock' and (l.dimension <> 'detail' or s.by_detail)
                     group by 1, 2, 3, 4, 5, 6, 7) s
              join reference.calendar c on c.day = s.bucket,
                   lateral (values
                       ('month', c.month_starts_on, c.month_ends_on),
                       ('term', c.term_starts_on, c.term_ends_on),
                       ('academic-year', c.academic_year_starts_on, c.academic_year_ends_on),
                       ('calendar-year', c.calendar_year_starts_on, c.calendar_year_ends_on),
                       ('financial-year', c.financial_year_starts_on, c.financial_year_ends_on)
                   ) p(period, starts_on, ends_on)
             where p.period = any(string_to_array(s.periods, ' '))) x
      join kpi.sen_group g on g.provision = x.sen
     group by 1, 2, 3, 4, 5, 6, 7
$$;

-- The same of stocks, on the last day of each period, and today. A line counts from its own day, or
-- from the day on which it is old enough, until it is too old.
drop function kpi.stock_sums(date);
create function kpi.stock_sums(known_on date)
returns table (kpi_id text, dimension text, member text, period text, starts_on date, ends_on date,
               sen text, n bigint, d bigint, days bigint, ages int[], counts bigint[])
language sql stable as $$
    select r.kpi_id, r.dimension, r.member, p.period, p.starts_on, p.ends_on, g.sen,
           sum(r.n)::bigint, sum(r.d)::bigint,
           sum(case when r.unit = 'mean-days'
                    then r.n * (c.day - date '2000-01-01') - r.start_days end)::bigint,
           array_agg(c.day - r.since) filter (where r.since is not null),
           array_agg(r.n::bigint) filter (where r.since is not null)
      from (select e.kpi_id, e.unit, e.periods, e.dimension, e.member, e.sen, e.since, e.day,
                   lead(e.day) over line as next_day,
                   sum(e.n) over line as n, sum(e.d) over line as d,
                   sum(e.start_days) over line as start_days
              from (select s.kpi_id, s.unit, s.periods, l.dimension, l.member, l.sen, x.day,
                           case when s.unit = 'median-days' then l.since end as since,
                           sum(x.value * s.n) as n, sum(x.value * s.d) as d,
                           sum(x.value * s.n * (l.since - date '2000-01-01')) as start_days
                      from (select '' as dimension, l.member, l.day, l.since, l.sen, l.term, l.value
                              from kpi.stock_lines(known_on, 'all') l
                            union all
                            select p.dimension, l.member, l.day, l.since, l.sen, l.term, l.value
                              from (values ('org'), ('need'), ('stage'), ('phase'), ('locality'),
                                           ('detail')) p(dimension)
                              join kpi.stock_lines(known_on, 'member') l using (dimension)) l
                      join kpi.selection s using (term),
                           lateral (values
                               (case when s.age_min is null then l.day
                                     when l.since is not null
                                     then greatest(l.day, l.since + s.age_min) end, l.value),
                               (case when s.age_max is not null
                                     then greatest(l.day, l.since + s.age_max + 1) end, -l.value)
                           ) x(day, value)
                     where s.kind = 'stock'
                       and (l.dimension <> 'detail' or s.by_detail)
                       and (s.age_max is null or l.since is not null)
                       and x.day <= (select reference.today())
                     group by 1, 2, 3, 4, 5, 6, 7, 8) e
            window line as (partition by e.kpi_id, e.unit, e.dimension, e.member, e.sen, e.since
                            order by e.day)) r
      join reference.calendar c
        on c.day >= r.day and c.day < coalesce(r.next_day, (select reference.today()) + 1),
           lateral (values
               (r.dimension = '', 'day', c.day, c.day),
               (true, 'month', c.month_starts_on, c.month_ends_on),
               (true, 'term', c.term_starts_on, c.term_ends_on),
               (true, 'academic-year', c.academic_year_starts_on, c.academic_year_ends_on),
               (true, 'calendar-year', c.calendar_year_starts_on, c.calendar_year_ends_on),
               (true, 'financial-year', c.financial_year_starts_on, c.financial_year_ends_on)
           ) p(applies, period, starts_on, ends_on)
      join kpi.sen_group g on true
     where g.provision = r.sen
       and (r.dimension = '' or c.day = c.segment_ends_on or c.day = (select reference.today()))
       and p.applies and p.period = any(string_to_array(r.periods, ' '))
       and c.day = least(p.ends_on, (select reference.today()))
     group by 1, 2, 3, 4, 5, 6, 7
$$;

create or replace function kpi.readings(known_on date)
returns table (kpi_id text, dimension text, member text, period text, starts_on date, ends_on date,
               sen text, numerator bigint, denominator bigint, value numeric, shown numeric)
language sql stable as $$
    select s.kpi_id, s.dimension, s.member, s.period, s.starts_on, s.ends_on, s.sen,
           case when k.unit not in ('mean-days', 'median-days') then s.n end,
           case when k.unit in ('percent', 'per-1000') then s.d
                when k.unit <> 'count' then s.n end,
           v.value, round(v.value, k.precision)
      from (select * from kpi.flow_sums(known_on)
            union all
            select * from kpi.stock_sums(known_on)) s
      join kpi.definition k using (kpi_id),
           lateral (select case k.unit
                        when 'count' then s.n::numeric
                        when 'percent' then 100 * s.n::numeric / nullif(s.d, 0)
                        when 'per-1000' then 1000 * s.n::numeric / nullif(s.d, 0)
                        when 'mean-days' then s.days::numeric / nullif(s.n, 0)
                        when 'median-days' then kpi.median(s.ages, s.counts)
                    end as value) v
$$;

revoke execute on all functions in schema kpi from public;
grant select on kpi.sen_group to
    goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
grant execute on function kpi.compact(text), kpi.compaction_due() to
    goldenthread_migrate, goldenthread_alerter;
grant execute on function
    kpi.flow_lines(date, text), kpi.is_of_age(int, int, int), kpi.flow_sums(date),
    kpi.stock_sums(date)
    to goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
