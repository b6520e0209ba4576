-- The views over a borough-year within a second, whatever is asked: what 0017-fast-views.sql does, with
-- less to do for each KPI.
--
--   the whole by segment     is filed: kpi.segment_sum and kpi.stock_sum
--   what is not filed        has statements of its own, so that those over sums are planned as small
--   a window                 is not computed for a period that it does not have
--   a stock's since          is looked at only where an age or a median needs it
--   a median                 is made of one list for each day asked for: the lists are few, so they are
--                            put in order where SQL promises it

set local role goldenthread_owner;

drop function kpi.medians(int[], date[], bigint[], date[]);

-- The members of the dimensions of one pass: 'day' and 'whole' (dimension and member '') by day, 'all'
-- (the same) by segment; by segment 'school' (org, phase, locality) and 'child' (need, stage, detail).
-- The sums serve what is known now; of the segment with today they are taken whole, less what lies
-- after today. What was known on an earlier day, or what the sums do not hold, is added up from lines.
create or replace function kpi.flow_lines(known_on date, measures text[], pass text)
returns table (dimension text, member text, bucket date, measure text, age int, sen text,
               detail text, value bigint)
language plpgsql stable
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set work_mem = '64MB' set jit = off set enable_sort = off
as $$
declare
    today constant date := reference.today();
    running constant reference.calendar := (select c from reference.calendar c where c.day = today);
    summed constant boolean := known_on = 'infinity' and (select f.sums_hold from kpi.filing f);
begin
    if pass = 'day' and summed then
        return query
        select '', '', l.day, l.measure, l.age, l.sen, l.detail, sum(l.value)::bigint
          from (select s.day, s.measure, s.age, s.sen, s.detail, s.value
                  from kpi.day_sum s
                 where s.measure = any(measures) and s.day <= today
                union all
                select r.day, r.measure, r.day - r.since, r.sen, r.detail, r.value
                  from only kpi.ledger r
                 where r.measure = any(measures) and r.day <= today) l
         group by l.day, l.measure, l.age, l.sen, l.detail
        having sum(l.value) <> 0;
    elsif pass = 'all' and summed then
        return query
        select '', '', l.segment, l.measure, l.age, l.sen, l.detail, sum(l.value)::bigint
          from (select s.segment, s.measure, s.age, s.sen, s.detail, s.value
                  from kpi.segment_sum s
                 where s.measure = any(measures) and s.segment <= running.segment_starts_on
                union all
                select running.segment_starts_on, s.measure, s.age, s.sen, s.detail, -s.value
                  from kpi.day_sum s
                 where s.measure = any(measures)
                   and s.day > today and s.day <= running.segment_ends_on
                union all
                -- few days: looked up, as a join would go through all of the calendar
                select (select c.segment_starts_on from reference.calendar c where c.day = w.day),
                       w.measure, w.age, w.sen, w.detail, w.value
                  from (select r.day, r.measure, r.day - r.since as age, r.sen, r.detail,
                               sum(r.value)::bigint as value
                          from only kpi.ledger r
                         where r.measure = any(measures) and r.day <= today
                         group by 1, 2, 3, 4, 5) w) l
         group by l.segment, l.measure, l.age, l.sen, l.detail
        having sum(l.value) <> 0;
    elsif pass in ('day', 'whole', 'all') then
        return query
        select '', '', case when pass = 'all' then c.segment_starts_on else l.day end,
               l.measure, l.age, l.sen, l.detail, sum(l.value)::bigint
          from (select r.day, r.measure, r.day - r.since as age, r.sen, r.detail,
                       sum(r.value)::bigint as value
                  from kpi.ledger r
                 where r.measure = any(measures) and r.day <= today
                   and r.known_on <= flow_lines.known_on
                 group by 1, 2, 3, 4, 5
                having sum(r.value) <> 0) l
          join reference.calendar c using (day)
         group by 3, 4, 5, 6, 7;
    else
        return query select * from kpi.flow_members(known_on, measures, pass, summed);
    end if;
end
$$;

create function kpi.flow_members(known_on date, measures text[], pass text, summed boolean)
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
begin
    if pass = 'school' then
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
                             where summed and r.measure = any(measures) and r.day <= today
                            union all
                            select r.*, -1 from kpi.filed r
                             where summed and r.measure = any(measures)
                               and r.day > today and r.day <= running.segment_ends_on
                            union all
                            select r.*, 1 from kpi.ledger r
                             where not summed and r.measure = any(measures) and r.day <= today
                               and r.known_on <= flow_members.known_on) r
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
            select l.segment, l.measure, l.age, l.sen, l.need, l.stage, l.detail,
                   sum(l.value)::bigint as value
              from (select s.segment, s.measure, s.age, s.sen, s.need, s.stage, s.detail, s.value
                      from kpi.child_sum s
                     where summed and s.measure = any(measures)
                       and s.segment <= running.segment_starts_on
                    union all
                    select c.segment_starts_on, r.measure, r.day - r.since, r.sen, r.need, r.stage,
                           r.detail, r.value * r.sign
                      from (select r.*, 1 as sign from only kpi.ledger r
                             where summed and r.measure = any(measures) and r.day <= today
                            union all
                            select r.*, -1 from kpi.filed r
                             where summed and r.measure = any(measures)
                               and r.day > today and r.day <= running.segment_ends_on
                            union all
                            select r.*, 1 from kpi.ledger r
                             where not summed and r.measure = any(measures) and r.day <= today
                               and r.known_on <= flow_members.known_on) r
                      join reference.calendar c using (day)) l
             group by 1, 2, 3, 4, 5, 6, 7
            having sum(l.value) <> 0)
        select case when grouping(s.need) = 0 then 'need' when grouping(s.stage) = 0 then 'stage'
                    else 'detail' end,
               coalesce(s.need, s.stage, s.detail),
               s.segment, s.measure, s.age, s.sen, s.detail, sum(s.value)::bigint
          from by_child s
         group by s.segment, s.measure, s.age, s.sen, s.detail,
               grouping sets ((s.need), (s.stage), ());
    end if;
end
$$;

-- The median age of what is open on each day asked for, from the first event on: its start is the latest
-- from which on half of what is open began, and moves little from one day to the next. `at` says which
-- of the days asked for events count from, and is in order; `changes` how many more are open from then
-- on, `lengths` how many of the events happen then. An event is a start, in days since 2000-01-01, and
-- how many more or less of it there are.
create function kpi.medians(at int[], changes bigint[], lengths int[], starts int[], counts int[],
                            asked date[])
returns table (day date, median int)
language plpgsql immutable set search_path = pg_catalog as $$
declare
    first int;
    last int;
    -- how many began on a day
    count_of bigint[];
    total bigint := 0;
    -- how many began on the day of this place or later
    place int;
    reached bigint := 0;
    next int := at[1];
    told int := 0;
begin
    select min(s), max(s) into first, last from unnest(starts) s;
    count_of := array_fill(0::bigint, array[last - first + 1], array[first]);
    place := last + 1;
    -- the end of all days has the last ones told
    at := at || cardinality(asked) + 1;
    for turn in 1 .. cardinality(at) loop
        if at[turn] <> next then
            if total > 0 then
                while 2 * reached < total loop
                    place := place - 1;
                    reached := reached + count_of[place];
                end loop;
                while place <= last and 2 * (reached - count_of[place]) >= total loop
                    reached := reached - count_of[place];
                    place := place + 1;
                end loop;
            end if;
            for i in next .. at[turn] - 1 loop
                day := asked[i];
                median := case when total > 0 then day - date '2000-01-01' - place end;
                return next;
            end loop;
            next := at[turn];
        end if;
        exit when next > cardinality(asked);
        for event in told + 1 .. told + lengths[turn] loop
            if starts[event] >= place then
                reached := reached + counts[event];
            end if;
            count_of[starts[event]] := count_of[starts[event]] + counts[event];
        end loop;
        told := told + lengths[turn];
        total := total + changes[turn];
    end loop;
end
$$;
comment on function kpi.medians(int[], bigint[], int[], int[], int[], date[]) is
    'The smallest age that half of what is open has reached, on each day asked for.';

-- The numerators and denominators of stocks on the days asked for, which are in order and not after
-- today: of the whole, or of every dimension of one KPI. A line counts from its own day, or from the day
-- on which it is old enough, until it is too old; what comes and goes between two of the days is
-- nothing. Something was measured where the sum of a full key is not nil, though places cancel out; of
-- the whole, full keys are looked at only before its own first sum. The sums serve the whole if the
-- days are today and last days of segments.
create or replace function kpi.stock_sums(known_on date, kpi_ids text[], whole boolean, asked date[])
returns table (kpi_id text, dimension text, member text, day date, sen text, n bigint, d bigint,
               days bigint, median int)
language plpgsql stable security definer cost 10000 rows 1000
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set work_mem = '64MB' set jit = off set enable_sort = off set enable_mergejoin = off
as $$
declare
    today constant date := reference.today();
    running constant reference.calendar := (select c from reference.calendar c where c.day = today);
    last_day constant date := asked[cardinality(asked)];
    by_segment constant boolean := not exists (
        select from unnest(asked) a
         where a <> today and not exists (select from reference.calendar c
                                           where c.day = a and c.segment_ends_on = a));
    measures constant text[] := array(select w.measure from kpi.weight w
                                       where w.kpi_id = any(kpi_ids) group by 1);
    by_detail constant text[] := array(select w.measure from kpi.weight w
                                        where w.kpi_id = any(kpi_ids) and w.detail is not null);
    -- what the sums serve: they do not know details
    of_sums constant text[] := array(select m from unnest(measures) m
                                      where whole and by_segment and known_on = 'infinity'
                                        and m <> all(by_detail)
                                        and (select f.sums_hold from kpi.filing f));
    of_lines constant text[] := array(select m from unnest(measures) m
                                       where whole and m <> all(of_sums));
    by_since constant text[] := array(select w.measure
                                        from kpi.weight w join kpi.definition k using (kpi_id)
                                       where w.kpi_id = any(kpi_ids)
                                         and (k.unit like '%-days' or w.age_min is not null
                                              or w.age_max is not null));
    divided constant kpi.definition := (select k from kpi.definition k
                                         where not whole and k.kpi_id = any(kpi_ids));
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
        select x.measure, a.day, case when x.measure = any(by_since) then x.since end as since, x.sen,
               case when x.measure = any(by_detail) then x.detail end as detail,
               sum(x.value)::bigint as value
          from (select s.measure, s.segment as day, s.since, s.sen, null as detail, s.value
                  from kpi.stock_sum s
                 where s.measure = any(of_sums) and s.value <> 0
                   and s.segment <= running.segment_starts_on
                union all
                -- the first segment with anything filed, be it nil by now: nothing was measured before
                select m.measure, s.segment, null, s.sen, null, 0
                  from unnest(of_sums) m(measure),
                       (select distinct g.provision from kpi.sen_group g) g,
                       lateral (select s.segment, s.sen
                                  from kpi.stock_sum s
                                 where s.measure = m.measure and s.sen = g.provision
                                 order by s.segment limit 1) s
                union all
                select l.measure, running.segment_starts_on, l.since, l.sen, null, -l.value
                  from kpi.filed l
                 where l.measure = any(of_sums)
                   and l.day > today and l.day <= running.segment_ends_on
                union all
                select l.measure, l.day, l.since, l.sen, null, l.value
                  from only kpi.ledger l
                 where l.measure = any(of_sums) and l.day <= today
                union all
                select l.measure, l.day, l.since, l.sen, l.detail, l.value
                  from kpi.ledger l
                 where cardinality(of_lines) > 0 and l.measure = any(of_lines)
                   and l.day <= last_day and l.known_on <= stock_sums.known_on) x,
               lateral (select (select asked)[kpi.position_among((select asked), x.day)] as day
                        offset 0) a
         where x.day <= last_day
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
    line as not materialized (
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
    event as not materialized (
        select x.kpi_id, kpi.position_among((select asked), x.day) as at, x.sen, x.org, x.need,
               x.stage, case when divided.by_detail then x.detail end as detail,
               x.value * x.n as n, x.value * x.d as d, x.value * x.n * x.start as start_days,
               case when x.of_median then x.start end as start
          from (select s.kpi_id, s.of_median,
                       case when s.age is null then l.day
                            else greatest(l.day, l.since + s.age) end as day,
                       l.sen, l.org, l.need, l.stage, l.detail, l.since - date '2000-01-01' as start,
                       l.value, s.n, s.d
                  from line l
                  join step s on s.measure = l.measure
                             and (s.detail is null or s.detail = l.detail)
                             and (l.since is not null or not s.of_age)) x
         where x.day <= last_day),
    change as materialized (
        select e.kpi_id, '' as dimension, '' as member, e.sen, e.at, sum(e.n)::bigint as n,
               sum(e.d)::bigint as d, sum(e.start_days)::bigint as start_days,
               (sum(e.n) filter (where e.start is not null))::bigint as dated,
               array_agg(e.start) filter (where e.start is not null) as starts,
               array_agg(e.n::int) filter (where e.start is not null) as counts
          from event e
         where whole
         group by e.kpi_id, e.sen, e.at
        union all
        select divided.kpi_id,
               case when grouping(e.org) = 0 then 'org' when grouping(e.need) = 0 then 'need'
                    when grouping(e.stage) = 0 then 'stage' when grouping(p.phase) = 0 then 'phase'
                    when grouping(p.locality) = 0 then 'locality' else 'detail' end as dimension,
               coalesce(e.org, e.need, e.stage, p.phase, p.locality, e.detail),
               e.sen, e.at, sum(e.n)::bigint, sum(e.d)::bigint, sum(e.start_days)::bigint,
               (sum(e.n) filter (where e.start is not null))::bigint,
               array_agg(e.start) filter (where e.start is not null),
               array_agg(e.n::int) filter (where e.start is not null)
          from event e
          left join reference.school o using (org),
               lateral (select coalesce(o.phase, '') as phase,
                               coalesce(o.locality, '') as locality) p
         where not whole
         group by e.sen, e.at,
               grouping sets ((e.org), (e.need), (e.stage), (p.phase), (p.locality), (e.detail))),
    open as (
        select s.kpi_id, s.dimension, s.member, a.day, s.sen, s.n, s.d, s.start_days
          from (select c.kpi_id, c.dimension, c.member, g.sen, c.at,
                       coalesce(lead(c.at) over line - 1, cardinality(asked)) as last,
                       sum(sum(c.n)) over line as n, sum(sum(c.d)) over line as d,
                       sum(sum(c.start_days)) over line as start_days
                  from change c
                  join kpi.sen_group g on g.provision = c.sen
                 where c.dimension <> 'detail' or divided.by_detail
                 group by c.kpi_id, c.dimension, c.member, g.sen, c.at
                window line as (partition by c.kpi_id, c.dimension, c.member, g.sen order by c.at)) s,
               lateral unnest((select asked)[s.at : s.last]) a(day)),
    middle as (
        select s.kpi_id, s.dimension, s.member, m.day, s.sen, m.median
          from (select c.kpi_id, c.dimension, c.member, g.sen,
                       array_agg(c.at order by c.at, c.sen) as at,
                       array_agg(c.dated order by c.at, c.sen) as changes,
                       array_agg(cardinality(c.starts) order by c.at, c.sen) as lengths,
                       kpi.array_cat_agg(c.starts order by c.at, c.sen) as starts,
                       kpi.array_cat_agg(c.counts order by c.at, c.sen) as counts
                  from change c
                  join kpi.sen_group g on g.provision = c.sen
                 where c.starts is not null and (c.dimension <> 'detail' or divided.by_detail)
                 group by 1, 2, 3, 4) s,
               lateral kpi.medians(s.at, s.changes, s.lengths, s.starts, s.counts, asked) m)
    select o.kpi_id, o.dimension, o.member, o.day, o.sen, o.n::bigint, o.d::bigint,
           (o.n * (o.day - date '2000-01-01') - o.start_days)::bigint, m.median
      from open o
      left join middle m using (kpi_id, dimension, member, day, sen);
end
$$;

-- The numerators and denominators of one KPI, a flow or a window: by day in pass 'day', by all its
-- periods in pass 'whole', by the longer ones in the others.
create or replace function kpi.flow_sums(known_on date, kpi_id text, pass text)
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
           and c.day between (select min(p.bucket) from part p) and (select max(p.bucket) from part p)
          join kpi.sen_group g on g.provision = p.sen
         group by 1, 2, 3, 4, 5, 6)
    select t.dimension, t.member, t.period, t.starts_on, t.ends_on, t.sen, t.n, t.d, t.days,
           (select percentile_disc(0.5) within group (order by a) from unnest(t.ages) a)
      from total t;
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
             where whole and known_on = 'infinity' and k.kind = 'flow'
            union all
            -- a window has one period: who asks for another need not know what it adds up to
            select k.kpi_id, k.unit, k.precision, s.dimension, s.member, k.periods, s.starts_on,
                   s.ends_on, s.sen, s.n, s.d, s.days, s.median
              from kpi.definition k, kpi.flow_sums(known_on, k.kpi_id, 'all') s
             where whole and known_on = 'infinity' and k.kind = 'window'
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
        newest := greatest(
            (select max(l.day) from only kpi.ledger l
              where l.measure = any(measures) and l.day <= newest),
            (select max(n.day)
               from unnest(measures) m(measure),
                    lateral (select f.day from kpi.filed f
                              where f.measure = m.measure and f.day <= newest
                              order by f.day desc limit 1) n));
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

-- What was counted of some measures from one day to another, each of the three lists in step: from the
-- first day of a segment to the last of one, or to today.
create or replace function kpi.flow_totals(measures text[], first_days date[], last_days date[])
returns table (measure text, first_day date, last_day date, age int, sen text, detail text,
               value bigint)
language sql stable security definer cost 10000 rows 1000
set search_path = pg_catalog
set work_mem = '64MB' set jit = off set enable_sort = off as $$
    with filing as materialized (select f.sums_hold from kpi.filing f),
    running as materialized (select c.* from reference.calendar c
                              where c.day = (select reference.today())),
    asked as materialized (
        select * from unnest(measures, first_days, last_days) a(measure, first_day, last_day)),
    -- what is not filed: few lines, or all of them
    waiting as materialized (
        select l.measure, l.day, l.age, l.sen, l.detail, sum(l.value)::bigint as value
          from (select r.measure, r.day, r.day - r.since as age, r.sen, r.detail, r.value
                  from only kpi.ledger r
                 where (select f.sums_hold from filing f) and r.measure = any(measures)
                union all
                select r.measure, r.day, r.day - r.since, r.sen, r.detail, r.value
                  from kpi.ledger r
                 where not (select f.sums_hold from filing f) and r.measure = any(measures)) l
         where l.day <= (select reference.today())
         group by 1, 2, 3, 4, 5)
    select l.measure, l.first_day, l.last_day, l.age, l.sen, l.detail, sum(l.value)::bigint
      from (select a.*, s.*
              from asked a,
                   lateral (select s.age, s.sen, s.detail, sum(s.value) as value
                              from kpi.segment_sum s
                             where s.measure = a.measure
                               and s.segment between a.first_day and a.last_day
                             group by 1, 2, 3) s
             where (select f.sums_hold from filing f)
            union all
            select a.*, s.age, s.sen, s.detail, -s.value
              from running c
              join asked a on c.segment_starts_on between a.first_day and a.last_day
              join kpi.day_sum s
                on s.measure = a.measure and s.day > c.day and s.day <= c.segment_ends_on
             where (select f.sums_hold from filing f)
            union all
            select a.*, w.age, w.sen, w.detail, w.value
              from asked a
              join waiting w on w.measure = a.measure and w.day between a.first_day and a.last_day) l
     group by 1, 2, 3, 4, 5, 6
    having sum(l.value) <> 0
$$;

revoke execute on all functions in schema kpi from public;
