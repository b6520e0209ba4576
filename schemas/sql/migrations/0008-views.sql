-- What people read: kpi.series, kpi.breakdown, kpi.as_known, kpi.as_at. Consumers count, this divides.
--
-- Two steps. flow_lines and stock_lines add up the ledger, the one place where millions of rows are
-- touched: they see it as their owner, whoever asks, and carry the settings that keep the planner to
-- a parallel hash aggregate. Their cost makes it look first whether anybody wants their rows; the
-- number of rows stands in for what it takes off too much at the join with their dimensions.
-- The rest turns some ten thousand rows into KPIs; it is plain SQL that PostgreSQL folds into the
-- query, so that a filter on kpi_id, period or dimension decides what is computed.
--
-- Between the two, sums have the names that terms give them: 'sessions:I', 'sessions:@absent',
-- 'sessions' for every detail. A row of a KPI exists where one of its measures was counted, whatever
-- the detail, so each KPI also selects its bare measures and adds nothing of them. For flows and
-- windows the sum decides that, because a key's sum is never negative; a stock's may be nil over two
-- places, so its full keys decide.

set local role goldenthread_owner;

create view kpi.selection as
select k.kpi_id, k.kind, k.unit, k.by_detail, t.term, t.age_min, t.age_max, t.n, t.d
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
comment on view kpi.selection is
    'What each KPI adds to its numerator (n) and denominator (d); neither: it only says that '
    'something was measured.';

create view kpi.term_of_detail as
select m.measure, c.code as detail, m.measure || ':@' || k.class as term
  from kpi.measure m, reference.attendance_code c
  join kpi.attendance_class k on k.code_class = c.class
 where m.detail = 'attendance_code';
comment on view kpi.term_of_detail is 'The terms with a class that a detail belongs to.';

-- Flows and windows. Each of three passes over the ledger keeps only what its dimensions need:
-- 'all' (dimension and member '') the days and the segments, 'school' (org, phase, locality) and
-- 'child' (need, stage, detail) the segments. A pass that is not asked for is not run.
create function kpi.flow_lines(known_on date, pass text)
returns table (dimension text, member text, grain text, bucket date, sen text, term text, age int,
               value bigint)
language plpgsql stable security definer cost 1000000 rows 1000000
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set work_mem = '64MB' set jit = off set enable_sort = off set enable_bitmapscan = off
set parallel_setup_cost = 0 set parallel_tuple_cost = 0.01
as $$
declare
    today constant date := reference.today();
    -- first day of each day's segment, from 2000-01-01: an index into it costs less than a join
    segments constant date[] := (select array_agg(c.segment_starts_on order by c.day)
                                   from reference.calendar c where c.day <= today);
begin
    return query
    with by_day as (
        select l.day, l.measure, l.day - l.since as age, l.sen, l.detail,
               sum(l.value)::bigint as value
          from kpi.ledger l
         where pass = 'all' and l.day <= today and l.known_on <= flow_lines.known_on
         group by 1, 2, 3, 4, 5
        having sum(l.value) <> 0),
    by_school as (
        select segments[l.day - date '1999-12-31'] as segment, l.measure, l.day - l.since as age,
               l.org, l.sen, l.detail, sum(l.value)::bigint as value
          from kpi.ledger l
         where pass = 'school' and l.day <= today and l.known_on <= flow_lines.known_on
         group by 1, 2, 3, 4, 5, 6
        having sum(l.value) <> 0),
    by_child as (
        select segments[l.day - date '1999-12-31'] as segment, l.measure, l.day - l.since as age,
               l.sen, l.need, l.stage, l.detail, sum(l.value)::bigint as value
          from kpi.ledger l
         where pass = 'child' and l.day <= today and l.known_on <= flow_lines.known_on
         group by 1, 2, 3, 4, 5, 6, 7
        having sum(l.value) <> 0),
    members as (
        select '' as dimension, '' as member, 'day' as grain, s.day as bucket, s.measure, s.age,
               s.sen, s.detail, s.value
          from by_day s
        union all
        select '', '', 'segment', segments[s.day - date '1999-12-31'], s.measure, s.age,
               s.sen, s.detail, sum(s.value)::bigint
          from by_day s
         group by 4, 5, 6, 7, 8
        union all
        select case when grouping(s.org) = 0 then 'org' when grouping(p.phase) = 0 then 'phase'
                    else 'locality' end,
               coalesce(s.org, p.phase, p.locality),
               'segment', s.segment, s.measure, s.age, s.sen, s.detail, sum(s.value)::bigint
          from by_school s
          left join reference.school o using (org),
               lateral (select coalesce(o.phase, '') as phase,
                               coalesce(o.locality, '') as locality) p
         group by s.segment, s.measure, s.age, s.sen, s.detail,
               grouping sets ((s.org), (p.phase), (p.locality))
        union all
        select case when grouping(s.need) = 0 then 'need' when grouping(s.stage) = 0 then 'stage'
                    else 'detail' end,
               coalesce(s.need, s.stage, s.detail),
               'segment', s.segment, s.measure, s.age, s.sen, s.detail, sum(s.value)::bigint
          from by_child s
         group by s.segment, s.measure, s.age, s.sen, s.detail,
               grouping sets ((s.need), (s.stage), ()))
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

-- Stocks: 'all', or 'member' for every dimension.
create function kpi.stock_lines(known_on date, pass text)
returns table (dimension text, member text, day date, since date, sen text, term text, value bigint)
language plpgsql stable security definer cost 1000000 rows 100000
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set work_mem = '64MB' set jit = off set enable_sort = off
as $$
declare
    today constant date := reference.today();
    stocks constant text[] := (select array_agg(m.measure) from kpi.measure m where m.kind = 'stock');
begin
    if stocks is null then
        return;
    end if;
    return query
    with keys as (
        select l.measure, l.day, l.since, l.org, l.sen, l.need, l.stage, l.detail,
               sum(l.value)::bigint as value
          from kpi.ledger l
         where l.measure = any(stocks) and l.day <= today and l.known_on <= stock_lines.known_on
         group by 1, 2, 3, 4, 5, 6, 7, 8
        having sum(l.value) <> 0),
    members as (
        select p.dimension, p.member, k.measure, k.day, k.since, k.sen, k.detail, k.value
          from keys k
          left join reference.school o using (org),
               lateral (values ('', ''), ('org', k.org), ('need', k.need), ('stage', k.stage),
                               ('detail', k.detail), ('phase', coalesce(o.phase, '')),
                               ('locality', coalesce(o.locality, ''))) p(dimension, member)
         where (p.dimension = '') = (pass = 'all'))
    select m.dimension, m.member, m.day, m.since, m.sen, t.term, sum(m.value)::bigint
      from members m, lateral (values (m.measure || ':' || m.detail), (m.measure)) t(term)
     group by 1, 2, 3, 4, 5, 6
    union all
    select m.dimension, m.member, min(m.day), null, m.sen, m.measure, 0
      from members m
     group by 1, 2, 5, 6;
end
$$;

create function kpi.median(ages int[], counts bigint[]) returns int
language sql immutable parallel safe set search_path = pg_catalog
return (select min(age)
          from (select age, sum(n) over (order by age) as reached, sum(n) over () as total
                  from unnest(ages, counts) as x(age, n)
                 where n <> 0) r
         where 2 * reached >= total);
comment on function kpi.median(int[], bigint[]) is
    'The smallest age at which half of the counts are reached.';

-- The numerators and denominators of flows and windows, by day and by segment. A filter on the
-- dimension empties the list of a pass, and then its function is not called.
create function kpi.flow_sums(known_on date)
returns table (kpi_id text, dimension text, member text, grain text, bucket date, sen text,
               age int, n bigint, d bigint, days bigint)
language sql stable as $$
    select s.kpi_id, l.dimension, l.member, l.grain, l.bucket, l.sen,
           case when s.unit = 'median-days' then l.age end,
           sum(v.value * s.n)::bigint, sum(v.value * s.d)::bigint,
           case when s.unit = 'mean-days' then sum(v.value * s.n * l.age) end::bigint
      from (select '' as dimension, l.member, l.grain, l.bucket, l.sen, l.term, l.age, l.value
              from kpi.flow_lines(known_on, 'all') l
            union all
            select p.dimension, l.member, l.grain, l.bucket, l.sen, l.term, l.age, l.value
              from (values ('org'), ('phase'), ('locality')) p(dimension)
              join kpi.flow_lines(known_on, 'school') l using (dimension)
            union all
            select p.dimension, l.member, l.grain, l.bucket, l.sen, l.term, l.age, l.value
              from (values ('need'), ('stage'), ('detail')) p(dimension)
              join kpi.flow_lines(known_on, 'child') l using (dimension)) l
      join kpi.selection s using (term),
           lateral (select case when coalesce(l.age >= s.age_min, s.age_min is null)
                                 and coalesce(l.age <= s.age_max, s.age_max is null)
                                then l.value else 0 end as value) v
     where s.kind <> 'stock' and (l.dimension <> 'detail' or s.by_detail)
     group by 1, 2, 3, 4, 5, 6, 7, s.unit
$$;

-- The same of stocks, on every day or on every last day of a segment, and today. A line counts from
-- its own day, or from the day on which it is old enough, until it is too old.
create function kpi.stock_sums(known_on date)
returns table (kpi_id text, dimension text, member text, grain text, bucket date, sen text,
               age int, n bigint, d bigint, days bigint)
language sql stable as $$
    select r.kpi_id, r.dimension, r.member, 'end', c.day, r.sen,
           case when r.unit = 'median-days' then c.day - r.since end,
           r.n::bigint, r.d::bigint,
           case when r.unit = 'mean-days'
                then r.n * (c.day - date '2000-01-01') - r.start_days end::bigint
      from (select e.kpi_id, e.unit, e.dimension, e.member, e.sen, e.since, e.day,
                   lead(e.day) over line as next_day,
                   sum(e.n) over line as n, sum(e.d) over line as d,
                   sum(e.start_days) over line as start_days
              from (select s.kpi_id, s.unit, l.dimension, l.member, l.sen, x.day,
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
                     group by 1, 2, 3, 4, 5, 6, 7) e
            window line as (partition by e.kpi_id, e.unit, e.dimension, e.member, e.sen, e.since
                            order by e.day)) r
      join reference.calendar c
        on c.day >= r.day and c.day < coalesce(r.next_day, (select reference.today()) + 1)
     where r.dimension = '' or c.day = c.segment_ends_on or c.day = (select reference.today())
$$;

create function kpi.readings(known_on date)
returns table (kpi_id text, dimension text, member text, period text, starts_on date, ends_on date,
               sen text, numerator bigint, denominator bigint, value numeric, shown numeric)
language sql stable as $$
    select c.kpi_id, c.dimension, c.member, c.period, c.starts_on, c.ends_on, c.sen,
           case when k.unit not in ('mean-days', 'median-days') then c.n end::bigint,
           case when k.unit in ('percent', 'per-1000') then c.d
                when k.unit <> 'count' then c.n end::bigint,
           v.value, round(v.value, k.precision)
      from (select s.kpi_id, s.dimension, s.member, p.period, p.starts_on, p.ends_on, g.sen,
                   sum(s.n) as n, sum(s.d) as d, sum(s.days) as days,
                   array_agg(s.age) filter (where s.age is not null) as ages,
                   array_agg(s.n) filter (where s.age is not null) as counts
              from (select * from kpi.flow_sums(known_on)
                    union all
                    select * from kpi.stock_sums(known_on)) s
              join kpi.definition k using (kpi_id)
              join reference.period_of_day p on p.day = s.bucket
             cross join lateral unnest(case s.sen when 'N' then '{N,ALL}'::text[]
                                                  when 'K' then '{K,SEND,ALL}'
                                                  when 'E' then '{E,SEND,ALL}'
                                                  else '{ALL}' end) as g(sen)
             where p.period = any(string_to_array(k.periods, ' '))
               and case s.grain when 'day' then p.period = 'day'
                                when 'segment' then p.period <> 'day'
                                else least(p.ends_on, (select reference.today())) = s.bucket
                                     and (s.dimension = '' or p.period <> 'day') end
             group by 1, 2, 3, 4, 5, 6, 7) c
      join kpi.definition k using (kpi_id),
           lateral (select case k.unit
                        when 'count' then c.n
                        when 'percent' then 100 * c.n / nullif(c.d, 0)
                        when 'per-1000' then 1000 * c.n / nullif(c.d, 0)
                        when 'mean-days' then c.days / nullif(c.n, 0)
                        when 'median-days' then kpi.median(c.ages, c.counts)
                    end as value) v
$$;

create function kpi.as_known(known_on date)
returns table (kpi_id text, period text, starts_on date, ends_on date, sen text,
               numerator bigint, denominator bigint, value numeric, shown numeric)
language sql stable as $$
    select kpi_id, period, starts_on, ends_on, sen, numerator, denominator, value, shown
      from kpi.readings(known_on)
     where dimension = ''
$$;
comment on function kpi.as_known(date) is 'kpi.series as it was known at the end of that day.';

create view kpi.series as
select kpi_id collate "C" as kpi_id, period collate "C" as period, starts_on, ends_on,
       sen collate "C" as sen, numerator, denominator, value, shown
  from kpi.as_known('infinity');
comment on view kpi.series is
    'One row per KPI, period and SEN group (N K E, SEND = K + E, ALL) in which anything was measured.';
comment on column kpi.series.ends_on is 'Of the whole period; the value is up to today.';
comment on column kpi.series.value is 'Exact; null where the denominator is 0.';
comment on column kpi.series.shown is 'Rounded half up to the KPI''s precision.';

create view kpi.breakdown as
select kpi_id collate "C" as kpi_id, period collate "C" as period, starts_on, ends_on,
       sen collate "C" as sen, dimension collate "C" as dimension, member collate "C" as member,
       numerator, denominator, value, shown
  from kpi.readings('infinity')
 where dimension <> '';
comment on view kpi.breakdown is
    'kpi.series by org, need, stage, phase, locality, and by detail for KPIs that do not choose one.';
comment on column kpi.breakdown.member is 'Of the dimension; '''' unknown.';

create function kpi.as_at(day date)
returns table (measure text, since date, org text, sen text, need text, stage text, detail text,
               value bigint)
language sql stable security definer
set search_path = pg_catalog as $$
    select l.measure, l.since, l.org, l.sen, l.need, l.stage, l.detail, sum(l.value)::bigint
      from kpi.ledger l
      join kpi.measure m using (measure)
     where m.kind = 'stock' and l.day <= least(as_at.day, (select reference.today()))
     group by 1, 2, 3, 4, 5, 6, 7
    having sum(l.value) <> 0
$$;
comment on function kpi.as_at(date) is 'What stood open on that day, by start and place.';

revoke execute on all functions in schema kpi from public;
grant execute on function kpi.define(text, jsonb) to goldenthread_migrate;
grant select on kpi.selection, kpi.series, kpi.breakdown to
    goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
grant execute on function
    kpi.flow_lines(date, text), kpi.stock_lines(date, text), kpi.median(int[], bigint[]),
    kpi.flow_sums(date), kpi.stock_sums(date), kpi.readings(date),
    kpi.as_known(date), kpi.as_at(date)
    to goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
