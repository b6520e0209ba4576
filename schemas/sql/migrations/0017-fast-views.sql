-- The views over a borough-year within a second, kpi.scorecard within 300 ms. They show what
-- 0008-views.sql says, by the same two steps: add up lines, then divide.
--
-- One KPI at a time: a view calls a function for each row of kpi.definition, so who asks for one KPI
-- pays for one, whatever the planner thinks. The function knows the KPI's measures, adds up only
-- their lines, and spreads the result over periods and SEN groups. What a filter leaves out is not
-- computed:
--   the whole (dimension '') or its parts   an argument, so half of the query goes
--   days or longer periods                  'day' is a constant
--   the dimension                           empties the list of a pass
-- kpi.scorecard needs a few periods of every KPI: it reads each measure once, for these.

set local role goldenthread_owner;

drop function kpi.stock_periods(date, boolean), kpi.stock_sums(date, boolean, date[]),
    kpi.stock_events(date, boolean, date[], boolean),
    kpi.stock_lines(date, text, boolean, date[], boolean), kpi.flow_sums(date, boolean),
    kpi.flow_parts(date, text, text[]), kpi.flow_lines(date, text, text, datemultirange),
    kpi.flow_members(date, text, text[], datemultirange), kpi.streams();
drop view kpi.selection, kpi.term_of_detail, kpi.stream_of_kpi;

create view kpi.weight as
select w.kpi_id, w.measure, w.detail, w.age_min, w.age_max, sum(w.n)::int as n, sum(w.d)::int as d
  from (select t.kpi_id, t.measure, coalesce(t.detail, c.code) as detail,
               case t.age_op when '>' then t.age_days + 1 end as age_min,
               case t.age_op when '<=' then t.age_days end as age_max,
               (t.side = 'numerator')::int as n, (t.side = 'denominator')::int as d
          from kpi.term t
          left join (kpi.attendance_class k join reference.attendance_code c on c.class = k.code_class)
            on k.class = t.class
         where t.class is null or c.code is not null
         union all
        select distinct t.kpi_id, t.measure, null, null::int, null::int, 0, 0
          from kpi.term t) w
 group by 1, 2, 3, 4, 5;
comment on view kpi.weight is
    'How often a line of a measure counts in a KPI''s numerator (n) and denominator (d), by its detail '
    '(null: whatever it is) and age. Each measure has a row for any detail and age, be it with '
    'nothing: a line says that something was measured.';

-- The members of the dimensions of one pass: by day 'day' and 'whole' (dimension and member ''); by
-- segment 'all' (the same), 'school' (org, phase, locality) and 'child' (need, stage, detail). The
-- sums serve what is known now; of the segment with today they are taken whole, less the lines after
-- today. What was known on an earlier day, or what the sums do not hold, is added up from its lines.
create function kpi.flow_lines(known_on date, measures text[], pass text)
returns table (dimension text, member text, bucket date, measure text, age int, sen text,
               detail text, value bigint)
language plpgsql stable
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set work_mem = '64MB' set jit = off set enable_sort = off
set parallel_setup_cost = 0 set parallel_tuple_cost = 0.01
as $$
declare
    today constant date := reference.today();
    running constant reference.calendar := (select c from reference.calendar c where c.day = today);
    summed constant boolean := known_on = 'infinity' and (select f.sums_hold from kpi.filing f);
begin
    if pass in ('day', 'whole') then
        return query
        select '', '', l.day, l.measure, l.age, l.sen, l.detail, sum(l.value)::bigint
          from (select s.day, s.measure, s.age, s.sen, s.detail, s.value
                  from kpi.day_sum s
                 where summed and s.measure = any(measures) and s.day <= today
                union all
                select r.day, r.measure, r.day - r.since, r.sen, r.detail, r.value
                  from only kpi.ledger r
                 where summed and r.measure = any(measures) and r.day <= today
                union all
                select r.day, r.measure, r.day - r.since, r.sen, r.detail, r.value
                  from kpi.ledger r
                 where not summed and r.measure = any(measures) and r.day <= today
                   and r.known_on <= flow_lines.known_on) l
         group by l.day, l.measure, l.age, l.sen, l.detail
        having sum(l.value) <> 0;
    elsif pass = 'school' then
        return query
        with by_school as (
            select l.segment, l.measure, l.age, l.org, l.sen, l.detail, sum(l.value)::bigint as value
              from (select s.segment, s.measure, s.age, s.org, s.sen, s.detail, s.value
                      from kpi.school_sum s
                     where summed and s.measure = any(measures)
                       and s.segment <= running.segment_starts_on
                    union all
                    select c.segment_starts_on, r.measure, r.day - r.since, r.org, r.sen, r.detail,
                           r.value * r.sign
                      from (select r.*, 1 as sign from only kpi.ledger r
                             where summed and r.measure = any(measures)
                               and r.day <= running.segment_ends_on
                            union all
                            select r.*, -1 from kpi.ledger r
                             where summed and r.measure = any(measures)
                               and r.day > today and r.day <= running.segment_ends_on
                            union all
                            select r.*, 1 from kpi.ledger r
                             where not summed and r.measure = any(measures) and r.day <= today
                               and r.known_on <= flow_lines.known_on) r
                      join reference.calendar c using (day)) l
             group by 1, 2, 3, 4, 5, 6
            having sum(l.value) <> 0)
        select case when grouping(s.org) = 0 then 'org' when grouping(p.phase) = 0 then 'phase'
                    else 'locality' end,
               coalesce(s.org, p.phase, p.locality),
               s.segment, s.measure, s.age, s.sen, s.detail, sum(s.value)::bigint
          from by_school s
          left join reference.school o using (org),
               lateral (select coalesce(o.phase, '') as phase,
                               coalesce(o.locality, '') as locality) p
         group by s.segment, s.measure, s.age, s.sen, s.detail,
               grouping sets ((s.org), (p.phase), (p.locality));
    else
        return query
        with by_child as (
            select l.segment, l.measure, l.age, l.sen, case when pass = 'child' then l.need end as need,
                   case when pass = 'child' then l.stage end as stage, l.detail,
                   sum(l.value)::bigint as value
              from (select s.segment, s.measure, s.age, s.sen, s.need, s.stage, s.detail, s.value
                      from kpi.child_sum s
                     where summed and s.measure = any(measures)
                       and s.segment <= running.segment_starts_on
                    union all
                    select c.segment_starts_on, r.measure, r.day - r.since, r.sen, r.need, r.stage,
                           r.detail, r.value * r.sign
                      from (select r.*, 1 as sign from only kpi.ledger r
                             where summed and r.measure = any(measures)
                               and r.day <= running.segment_ends_on
                            union all
                            select r.*, -1 from kpi.ledger r
                             where summed and r.measure = any(measures)
                               and r.day > today and r.day <= running.segment_ends_on
                            union all
                            select r.*, 1 from kpi.ledger r
                             where not summed and r.measure = any(measures) and r.day <= today
                               and r.known_on <= flow_lines.known_on) r
                      join reference.calendar c using (day)) l
             group by 1, 2, 3, 4, 5, 6, 7
            having sum(l.value) <> 0)
        select '', '', s.segment, s.measure, s.age, s.sen, s.detail, s.value
          from by_child s
         where pass = 'all'
        union all
        select case when grouping(s.need) = 0 then 'need' when grouping(s.stage) = 0 then 'stage'
                    else 'detail' end,
               coalesce(s.need, s.stage, s.detail),
               s.segment, s.measure, s.age, s.sen, s.detail, sum(s.value)::bigint
          from by_child s
         where pass = 'child'
         group by s.segment, s.measure, s.age, s.sen, s.detail,
               grouping sets ((s.need), (s.stage), ());
    end if;
end
$$;

create aggregate kpi.array_cat_agg(int[]) (sfunc = array_cat, stype = int[], parallel = safe);
comment on aggregate kpi.array_cat_agg(int[]) is 'One list after the other.';

-- The numerators and denominators of one KPI, a flow or a window: by day in pass 'day', by all its
-- periods in pass 'whole', by the longer ones in the others.
create function kpi.flow_sums(known_on date, kpi_id text, pass text)
returns table (dimension text, member text, period text, starts_on date, ends_on date, sen text,
               n bigint, d bigint, days bigint, median int)
language plpgsql stable security definer cost 10000 rows 1000
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set work_mem = '64MB' set jit = off set enable_sort = off
as $$
declare
    asked constant kpi.definition := (select k from kpi.definition k where k.kpi_id = flow_sums.kpi_id);
    measures constant text[] := array(select w.measure from kpi.weight w
                                       where w.kpi_id = flow_sums.kpi_id group by 1);
    of_median constant boolean := asked.unit = 'median-days';
    periods constant text[] := array(select p from unnest(string_to_array(asked.periods, ' ')) p
                                      where pass = 'whole' or (p = 'day') = (pass = 'day'));
begin
    return query
    with weight as materialized (
        select * from kpi.weight w where w.kpi_id = flow_sums.kpi_id),
    line as materialized (
        select * from kpi.flow_lines(known_on, measures, pass) l
         where l.dimension <> 'detail' or asked.by_detail),
    counted as materialized (
        select x.dimension, x.member, x.bucket, x.sen, x.age, v.value * x.n as n, v.value * x.d as d
          from (select l.*, w.n, w.d, w.age_min, w.age_max
                  from line l join weight w using (measure, detail)
                union all
                select l.*, w.n, w.d, w.age_min, w.age_max
                  from line l join weight w using (measure) where w.detail is null) x,
               lateral (select x.value * kpi.is_of_age(x.age, x.age_min, x.age_max)::int as value) v),
    part as materialized (
        select c.dimension, c.member, c.bucket, c.sen, sum(c.n)::bigint as n, sum(c.d)::bigint as d,
               sum(c.n * c.age)::bigint as days,
               array_agg(c.of_age) filter (where c.of_age is not null) as ages
          from (select c.*, case when of_median and c.n > 0 then c.age end as of_age from counted c
                union all
                -- an age as often as it counts
                select c.dimension, c.member, c.bucket, c.sen, null, 0, 0, c.age
                  from counted c, generate_series(2, c.n) where of_median and c.n > 1) c
         group by 1, 2, 3, 4),
    total as (
        select p.dimension, p.member, c.period, c.starts_on, c.ends_on, g.sen,
               sum(p.n)::bigint as n, sum(p.d)::bigint as d, sum(p.days)::bigint as days,
               kpi.array_cat_agg(p.ages) as ages
          from part p
          join reference.period_of_day c on c.day = p.bucket and c.period = any(periods)
          join kpi.sen_group g on g.provision = p.sen
         group by 1, 2, 3, 4, 5, 6)
    select t.dimension, t.member, t.period, t.starts_on, t.ends_on, t.sen, t.n, t.d, t.days,
           (select percentile_disc(0.5) within group (order by a) from unnest(t.ages) a)
      from total t;
end
$$;

-- The numerators and denominators of stocks on the days asked for, which are in order and not after
-- today: of the whole, or of every dimension. A line counts from its own day, or from the day on
-- which it is old enough, until it is too old; what comes and goes between two of the days is
-- nothing. Something was measured where the sum of a full key is not nil, though places cancel out;
-- of the whole, full keys are looked at only before its own first sum.
create function kpi.stock_sums(known_on date, kpi_ids text[], whole boolean, asked date[])
returns table (kpi_id text, dimension text, member text, day date, sen text, n bigint, d bigint,
               days bigint, median int)
language plpgsql stable security definer cost 10000 rows 1000
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set work_mem = '64MB' set jit = off set enable_sort = off
as $$
declare
    measures constant text[] := array(select w.measure from kpi.weight w
                                       where w.kpi_id = any(kpi_ids) group by 1);
    by_detail constant text[] := array(select w.measure from kpi.weight w
                                        where w.kpi_id = any(kpi_ids) and w.detail is not null);
    last_day constant date := asked[cardinality(asked)];
begin
    return query
    -- what a line adds from an age on: also what it adds no more when it is too old
    with step as materialized (
        select w.kpi_id, k.unit = 'median-days' as of_median, w.measure, w.detail,
               w.age_min is not null or w.age_max is not null as of_age, x.age, w.n * x.sign as n,
               w.d * x.sign as d
          from kpi.weight w
          join kpi.definition k using (kpi_id),
               lateral (values (w.age_min, 1), (w.age_max + 1, -1)) x(age, sign)
         where w.kpi_id = any(kpi_ids) and (x.sign = 1 or x.age is not null)),
    total as materialized (
        select l.measure, a.day, l.since, l.sen,
               case when l.measure = any(by_detail) then l.detail end as detail,
               sum(l.value)::bigint as value
          from kpi.ledger l,
               lateral (select (select asked)[kpi.position_among((select asked), l.day)] as day offset 0) a
         where whole and l.measure = any(measures) and l.day <= last_day
           and l.known_on <= stock_sums.known_on
         group by 1, 2, 3, 4, 5),
    first as materialized (
        select t.measure, t.sen, min(t.day) filter (where t.value <> 0) as day,
               min(t.day) < coalesce(min(t.day) filter (where t.value <> 0), 'infinity') as doubtful
          from total t group by 1, 2),
    measured as (
        select f.measure, f.sen, f.day from first f where f.day is not null
        union all
        select l.measure, l.sen, l.day
          from kpi.ledger l
          join first f on f.measure = l.measure and f.sen = l.sen
         where f.doubtful and l.measure = any(array(select f.measure from first f where f.doubtful))
           and l.day < coalesce(f.day, last_day + 1)
           and l.known_on <= stock_sums.known_on
         group by l.measure, l.day, l.since, l.org, l.sen, l.need, l.stage, l.detail
        having sum(l.value) <> 0),
    line as materialized (
        select l.measure, l.day, l.since, l.org, l.sen, l.need, l.stage, l.detail,
               sum(l.value)::bigint as value
          from kpi.ledger l
         where not whole and l.measure = any(measures) and l.day <= last_day
           and l.known_on <= stock_sums.known_on
         group by 1, 2, 3, 4, 5, 6, 7, 8
        having sum(l.value) <> 0
        union all
        select t.measure, t.day, t.since, null, t.sen, null, null, t.detail, t.value
          from total t where t.value <> 0
        union all
        select m.measure, min(m.day), null, null, m.sen, null, null, null, 0
          from measured m
         group by m.measure, m.sen),
    event as materialized (
        select x.kpi_id, x.of_median, kpi.position_among((select asked), x.day) as at, x.sen,
               x.org, x.need, x.stage, x.detail, x.since,
               sum(x.value * x.n)::bigint as n, sum(x.value * x.d)::bigint as d,
               sum(x.value * x.n * x.start)::bigint as start_days
          from (select s.kpi_id, s.of_median,
                       case when s.age is null then l.day
                            else greatest(l.day, l.since + s.age) end as day,
                       l.sen, l.org, l.need, l.stage, case when not whole then l.detail end as detail,
                       case when s.of_median then l.since end as since,
                       l.since - date '2000-01-01' as start, l.value, s.n, s.d
                  from line l
                  join step s on s.measure = l.measure
                             and (s.detail is null or s.detail = l.detail)
                             and (l.since is not null or not s.of_age)) x
         where x.day <= last_day
         group by 1, 2, 3, 4, 5, 6, 7, 8, 9),
    member as materialized (
        select e.kpi_id, e.of_median, '' as dimension, '' as member, e.sen, e.at, e.since, e.n, e.d,
               e.start_days
          from event e
         where whole
        union all
        select e.kpi_id, e.of_median,
               case when grouping(e.org) = 0 then 'org' when grouping(e.need) = 0 then 'need'
                    when grouping(e.stage) = 0 then 'stage' when grouping(p.phase) = 0 then 'phase'
                    when grouping(p.locality) = 0 then 'locality' else 'detail' end,
               coalesce(e.org, e.need, e.stage, p.phase, p.locality, e.detail),
               e.sen, e.at, e.since, sum(e.n)::bigint, sum(e.d)::bigint, sum(e.start_days)::bigint
          from event e
          left join reference.school o using (org),
               lateral (select coalesce(o.phase, '') as phase,
                               coalesce(o.locality, '') as locality) p
         where not whole
         group by e.kpi_id, e.of_median, e.sen, e.at, e.since,
               grouping sets ((e.org), (e.need), (e.stage), (p.phase), (p.locality), (e.detail))),
    change as materialized (
        select m.*, g.sen as sen_group
          from member m
          join kpi.sen_group g on g.provision = m.sen
         where m.dimension <> 'detail'
            or (select k.by_detail from kpi.definition k where k.kpi_id = m.kpi_id))
    select s.kpi_id, s.dimension, s.member, a.day, s.sen, s.n::bigint, s.d::bigint,
           (s.n * (a.day - date '2000-01-01') - s.start_days)::bigint, null::int
      from (select c.kpi_id, c.dimension, c.member, c.sen_group as sen, c.at,
                   coalesce(lead(c.at) over line - 1, cardinality(asked)) as last,
                   sum(sum(c.n)) over line as n, sum(sum(c.d)) over line as d,
                   sum(sum(c.start_days)) over line as start_days
              from change c
             where not c.of_median
             group by c.kpi_id, c.dimension, c.member, c.sen_group, c.at
            window line as (partition by c.kpi_id, c.dimension, c.member, c.sen_group order by c.at)) s,
           lateral unnest((select asked)[s.at : s.last]) a(day)
    union all
    -- lists are in the order of their rows, and hashing keeps it
    select s.kpi_id, s.dimension, s.member, m.day, s.sen, m.n, null, null, m.median
      from (select c.kpi_id, c.dimension, c.member, c.sen_group as sen, array_agg(c.at) as events,
                   array_agg(c.since) as starts, array_agg(c.n) as counts
              from (select * from change c where c.of_median order by c.at) c
             group by 1, 2, 3, 4) s,
           lateral kpi.medians(s.events, s.starts, s.counts, asked) m;
end
$$;

create or replace function kpi.readings(known_on date, whole boolean)
returns table (kpi_id text, dimension text, member text, period text, starts_on date, ends_on date,
               sen text, numerator bigint, denominator bigint, value numeric, shown numeric)
language sql stable as $$
    select s.kpi_id, s.dimension, s.member, s.period, s.starts_on, s.ends_on, s.sen,
           case when s.unit not in ('mean-days', 'median-days') then s.n end,
           case when s.unit in ('percent', 'per-1000') then s.d
                when s.unit <> 'count' then s.n end,
           v.value, round(v.value, s.precision)
      from (select k.kpi_id, k.unit, k.precision, s.dimension, s.member, 'day' as period,
                   s.starts_on, s.ends_on, s.sen, s.n, s.d, s.days, s.median
              from kpi.definition k, kpi.flow_sums(known_on, k.kpi_id, 'day') s
             where whole and known_on = 'infinity' and k.kind = 'flow'
            union all
            select k.kpi_id, k.unit, k.precision, s.*
              from kpi.definition k, kpi.flow_sums(known_on, k.kpi_id, 'all') s
             where whole and known_on = 'infinity' and k.kind <> 'stock'
            union all
            -- what was known on an earlier day is read line by line, so once
            select k.kpi_id, k.unit, k.precision, s.*
              from kpi.definition k, kpi.flow_sums(known_on, k.kpi_id, 'whole') s
             where whole and known_on <> 'infinity' and k.kind <> 'stock'
            union all
            select k.kpi_id, k.unit, k.precision, m.dimension, s.member, s.period, s.starts_on,
                   s.ends_on, s.sen, s.n, s.d, s.days, s.median
              from kpi.definition k, kpi.flow_sums(known_on, k.kpi_id, 'school') s
              join unnest('{org,phase,locality}'::text[]) m(dimension) using (dimension)
             where not whole and k.kind <> 'stock'
            union all
            select k.kpi_id, k.unit, k.precision, m.dimension, s.member, s.period, s.starts_on,
                   s.ends_on, s.sen, s.n, s.d, s.days, s.median
              from kpi.definition k, kpi.flow_sums(known_on, k.kpi_id, 'child') s
              join unnest('{need,stage,detail}'::text[]) m(dimension) using (dimension)
             where not whole and k.kind <> 'stock'
            union all
            select k.kpi_id, k.unit, k.precision, s.dimension, s.member, 'day', s.day, s.day, s.sen,
                   s.n, s.d, s.days, s.median
              from kpi.definition k,
                   kpi.stock_sums(known_on, array[k.kpi_id], whole, kpi.days_to_today()) s
             where whole and k.kind = 'stock' and 'day' = any(string_to_array(k.periods, ' '))
            union all
            select k.kpi_id, k.unit, k.precision, s.dimension, s.member, p.period, p.starts_on,
                   p.ends_on, s.sen, s.n, s.d, s.days, s.median
              from kpi.definition k,
                   kpi.stock_sums(known_on, array[k.kpi_id], whole, kpi.segments_to_today()) s
              join reference.period_of_day p
                on p.day = s.day and least(p.ends_on, (select reference.today())) = s.day
             where k.kind = 'stock' and p.period <> 'day'
               and p.period = any(string_to_array(k.periods, ' '))) s,
           lateral (select kpi.value_of(s.unit, s.n, s.d, s.days, s.median) as value offset 0) v
$$;

-- From the newest day with lines on: mostly that is it, unless all of them were taken back. Sorting is
-- for who reads the newest lines by an index: who calls may have switched it off.
create or replace function kpi.newest_day(stream text) returns date
language plpgsql stable security definer
set search_path = pg_catalog set enable_sort = on as $$
declare
    measures constant text[] := array(select m.measure from kpi.measure m
                                       where m.stream = newest_day.stream
                                         and (m.kind = 'stock' or m.kind = 'flow' and not m.deadline));
    newest date := reference.today();
begin
    loop
        newest := (select max(n.day)
                     from unnest(measures) m(measure),
                          lateral (select l.day from kpi.ledger l
                                    where l.measure = m.measure and l.day <= newest
                                    order by l.day desc limit 1) n);
        exit when newest is null
               or exists (select from kpi.ledger l
                           where l.measure = any(measures) and l.day = newest
                           group by l.measure, l.since, l.org, l.sen, l.need, l.stage, l.detail
                          having sum(l.value) <> 0);
        newest := newest - 1;
    end loop;
    return newest;
end
$$;

-- What was counted of some measures from one day to another: each of the three lists in step.
create function kpi.flow_totals(measures text[], first_days date[], last_days date[])
returns table (measure text, first_day date, last_day date, age int, sen text, detail text,
               value bigint)
language sql stable security definer cost 10000 rows 1000
set search_path = pg_catalog
set work_mem = '64MB' set jit = off set enable_sort = off as $$
    with filing as materialized (select f.sums_hold from kpi.filing f),
    asked as materialized (
        select * from unnest(measures, first_days, last_days) a(measure, first_day, last_day))
    select l.measure, l.first_day, l.last_day, l.age, l.sen, l.detail, sum(l.value)::bigint
      from (select a.*, s.*
              from asked a,
                   lateral (select s.age, s.sen, s.detail, sum(s.value) as value
                              from kpi.day_sum s
                             where s.measure = a.measure and s.day between a.first_day and a.last_day
                             group by 1, 2, 3) s
             where (select f.sums_hold from filing f)
            union all
            select a.*, r.day - r.since, r.sen, r.detail, r.value
              from asked a
              join only kpi.ledger r
                on r.measure = a.measure and r.day between a.first_day and a.last_day
             where (select f.sums_hold from filing f)
            union all
            select a.*, r.day - r.since, r.sen, r.detail, r.value
              from asked a
              join kpi.ledger r
                on r.measure = a.measure and r.day between a.first_day and a.last_day
             where not (select f.sums_hold from filing f)) l
     group by 1, 2, 3, 4, 5, 6
    having sum(l.value) <> 0
$$;

create or replace function kpi.scorecard_of(sen text)
returns table (
    kpi_id text, title text, commitment int, unit text, polarity text, sen text, period text,
    latest_starts_on date, latest_ends_on date, latest_value numeric, latest_shown numeric,
    previous_value numeric, previous_shown numeric,
    last_year_value numeric, last_year_shown numeric,
    trend text, year_trend text, latest_completeness numeric,
    running_starts_on date, running_ends_on date, running_value numeric, running_shown numeric,
    running_last_year_value numeric, running_last_year_shown numeric,
    running_trend text, running_completeness numeric,
    newest_day date, updated_at timestamptz)
language sql stable
set search_path = pg_catalog set work_mem = '64MB' set jit = off set enable_sort = off as $$
    with card as materialized (
        select k.kpi_id, k.title, k.commitment, k.kind, k.unit, k.polarity, m.stream,
               coalesce(scorecard_of.sen, s.scorecard_sen, 'SEND') as sen,
               coalesce(s.has_registers, false) as has_registers, p.period
          from kpi.definition k
          join (select t.kpi_id, min(m.stream) as stream
                  from kpi.term t join kpi.measure m using (measure)
                 group by t.kpi_id) m using (kpi_id)
          left join kpi.stream s using (stream),
               lateral (select case when 'month' = any(string_to_array(k.periods, ' ')) then 'month'
                                    else split_part(k.periods, ' ', 1) end as period) p),
    -- the periods of each kind: the running one, the one before, the one before that, a year ago
    frame as materialized (
        select r.period, r.starts_on as running_starts_on, r.ends_on as running_ends_on,
               l.starts_on as latest_starts_on, l.ends_on as latest_ends_on,
               p.starts_on as previous, ly.starts_on as last_year, ry.starts_on as running_last_year
          from (select distinct c.period from card c) k,
               lateral (select x.*, k.period from kpi.period_at(k.period, reference.today()) x) r,
               lateral kpi.period_at(k.period, r.starts_on - 1) l,
               lateral kpi.period_at(k.period, l.starts_on - 1) p,
               lateral kpi.period_at(k.period, kpi.a_year_before(l.starts_on, l.ends_on)) ly,
               lateral kpi.period_at(k.period, kpi.a_year_before(r.starts_on, r.ends_on)) ry),
    asked as materialized (
        select f.period, x.what, p.starts_on, least(p.ends_on, (select reference.today())) as last_day
          from frame f,
               lateral (values ('latest', f.latest_starts_on), ('previous', f.previous),
                               ('last_year', f.last_year), ('running', f.running_starts_on),
                               ('running_last_year', f.running_last_year)) x(what, starts_on),
               lateral kpi.period_at(f.period, x.starts_on) p),
    -- only what is asked for is added up, of each measure once
    line as materialized (
        select l.*
          from (select array_agg(x.measure) as measures, array_agg(x.starts_on) as first_days,
                       array_agg(x.last_day) as last_days
                  from (select distinct w.measure, a.starts_on, a.last_day
                          from card c
                          join kpi.weight w using (kpi_id)
                          join asked a using (period)
                         where c.kind <> 'stock') x) x,
               lateral kpi.flow_totals(x.measures, x.first_days, x.last_days) l),
    wanted as materialized (
        select c.kpi_id, c.period, c.unit = 'median-days' as of_median, g.provision, w.measure,
               w.detail, w.age_min, w.age_max, w.n, w.d
          from card c
          join kpi.weight w using (kpi_id)
          join kpi.sen_group g using (sen)
         where c.kind <> 'stock'),
    part as materialized (
        select x.kpi_id, x.period, x.first_day, x.last_day, case when x.of_median then x.age end as age,
               sum(v.value * x.n)::bigint as n, sum(v.value * x.d)::bigint as d,
               sum(v.value * x.n * x.age)::bigint as days
          from (select w.*, l.first_day, l.last_day, l.age, l.value
                  from wanted w
                  join line l on l.measure = w.measure and l.sen = w.provision and l.detail = w.detail
                union all
                select w.*, l.first_day, l.last_day, l.age, l.value
                  from wanted w
                  join line l on l.measure = w.measure and l.sen = w.provision
                 where w.detail is null) x,
               lateral (select x.value * kpi.is_of_age(x.age, x.age_min, x.age_max)::int as value) v
         group by 1, 2, 3, 4, 5),
    total as (
        select p.kpi_id, a.what, sum(p.n)::bigint as n, sum(p.d)::bigint as d,
               sum(p.days)::bigint as days,
               case when count(p.age) > 0
                    then kpi.median(array_agg(p.age) filter (where p.age is not null),
                                    array_agg(p.n) filter (where p.age is not null)) end as median
          from part p
          join asked a on a.period = p.period and a.starts_on = p.first_day and a.last_day = p.last_day
         group by 1, 2
        union all
        select c.kpi_id, a.what, s.n, s.d, s.days, s.median
          from kpi.stock_sums('infinity',
                              array(select c.kpi_id from card c where c.kind = 'stock'), true,
                              array(select distinct a.last_day from asked a order by 1)) s
          join card c using (kpi_id, sen)
          join asked a on a.period = c.period and a.last_day = s.day),
    reading as (
        select t.kpi_id,
               max(v.value) filter (where t.what = 'latest') as latest_value,
               max(v.shown) filter (where t.what = 'latest') as latest_shown,
               max(v.value) filter (where t.what = 'previous') as previous_value,
               max(v.shown) filter (where t.what = 'previous') as previous_shown,
               max(v.value) filter (where t.what = 'last_year') as last_year_value,
               max(v.shown) filter (where t.what = 'last_year') as last_year_shown,
               max(v.value) filter (where t.what = 'running') as running_value,
               max(v.shown) filter (where t.what = 'running') as running_shown,
               max(v.value) filter (where t.what = 'running_last_year') as running_last_year_value,
               max(v.shown) filter (where t.what = 'running_last_year') as running_last_year_shown
          from total t
          join kpi.definition k using (kpi_id),
               lateral (select x.value, round(x.value, k.precision) as shown
                          from (select kpi.value_of(k.unit, t.n, t.d, t.days, t.median)) x(value)) v
         group by t.kpi_id),
    -- schools with marks on each school day, per cent of the schools registered
    span as materialized (
        select x.period, x.starts_on, x.ends_on,
               (select count(*) from reference.school_day d
                 where d.day between x.starts_on and x.ends_on) as days
          from frame f,
               lateral (values (f.period, f.latest_starts_on, f.latest_ends_on),
                               (f.period, f.running_starts_on,
                                least(f.running_ends_on, (select reference.today())))
                       ) x(period, starts_on, ends_on)
         where f.period in (select c.period from card c where c.has_registers)),
    present as (
        select s.period, s.starts_on, r.org, count(*) as days
          from (select min(starts_on) as starts_on from span) first,
               lateral kpi.registers(first.starts_on) r
          join reference.school_day d using (day)
          join reference.school o using (org)
          join span s on r.day between s.starts_on and s.ends_on
         group by s.period, s.starts_on, r.org),
    completeness as (
        select s.period, s.starts_on,
               round(100.0 * count(*) filter (where p.days = s.days)
                     / nullif((select count(*) from reference.school), 0), 1) as percent
          from span s
          left join present p using (period, starts_on)
         where s.days > 0
         group by s.period, s.starts_on),
    fresh as materialized (select * from kpi.freshness())
    select c.kpi_id, c.title, c.commitment, c.unit, c.polarity, c.sen, c.period,
           f.latest_starts_on, f.latest_ends_on, r.latest_value, r.latest_shown,
           r.previous_value, r.previous_shown, r.last_year_value, r.last_year_shown,
           kpi.trend(r.latest_shown, r.previous_shown, c.polarity),
           kpi.trend(r.latest_shown, r.last_year_shown, c.polarity),
           case when c.has_registers then lc.percent end,
           f.running_starts_on, f.running_ends_on, r.running_value, r.running_shown,
           r.running_last_year_value, r.running_last_year_shown,
           case when c.unit = 'count' and c.kind <> 'stock' then 'unknown'
                else kpi.trend(r.running_shown, r.latest_shown, c.polarity) end,
           case when c.has_registers then rc.percent end,
           n.newest_day, n.updated_at
      from card c
      join frame f using (period)
      left join reading r using (kpi_id)
      left join completeness lc on lc.period = c.period and lc.starts_on = f.latest_starts_on
      left join completeness rc on rc.period = c.period and rc.starts_on = f.running_starts_on
      left join fresh n using (stream)
$$;
comment on function kpi.scorecard_of(text) is
    'kpi.scorecard for one SEN group (N K E SEND ALL); null is each KPI''s own.';


revoke execute on all functions in schema kpi from public;
grant select on kpi.weight to
    goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
grant execute on function
    kpi.flow_sums(date, text, text), kpi.stock_sums(date, text[], boolean, date[]),
    kpi.flow_totals(text[], date[], date[])
    to goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
