-- kpi.series, kpi.breakdown and kpi.as_known over filed lines and five streams. They show what
-- 0008-views.sql says, by the same two steps: add up lines, then divide.
--
-- What is computed follows from what is asked for:
--   the whole (dimension '') or its parts  an argument of the functions, so half of the query goes
--   days or longer periods                 'day' is a constant, so a filter on the period leaves it out
--   the KPI                                lines come for each stream, and only for those it divides
--   the dimension                          empties the list of a pass
--   a few days of a stock                  an argument: events go to the first day asked for after them
--
-- So a stock is added up once over the days in order, not once for each day.

set local role goldenthread_owner;

create table kpi.stream (
    stream text collate "C" primary key,
    title text not null,
    scorecard_sen text collate "C" not null check (scorecard_sen in ('SEND', 'ALL')),
    has_registers boolean not null default false
);
comment on table kpi.stream is
    'How the KPIs of a consumer are read. One that is not here: SEND, no registers.';
comment on column kpi.stream.scorecard_sen is
    'Whose figures the scorecard shows. ALL where most children have no SEN provision yet that could '
    'be recorded: who waits for a service or for advice.';
comment on column kpi.stream.has_registers is
    'Every school sends something on every school day: many lines, and it can be said who did not.';
insert into kpi.stream (stream, title, scorecard_sen, has_registers) values
    ('absence', 'Attendance', 'SEND', true),
    ('exclusion', 'Suspensions and exclusions', 'SEND', false),
    ('timetable', 'Part-time timetables', 'SEND', false),
    ('referral', 'Referrals and waits', 'ALL', false),
    ('advice', 'Advice for EHC needs assessments', 'ALL', false);

-- A few, said by the number of rows: who asks for one KPI is better off with its stream first, who
-- asks for all of them with each stream once. So that the planner sees it, a stream and a KPI's stream
-- are joined by "between": of equality it expects too few rows, whatever it knows of the tables, and
-- then calls a function for each KPI.
create function kpi.streams() returns setof text
language sql stable rows 5 set search_path = pg_catalog
begin atomic
    select distinct m.stream from kpi.measure m;
end;

create view kpi.stream_of_kpi as
select distinct t.kpi_id, m.stream from kpi.term t join kpi.measure m using (measure);
comment on view kpi.stream_of_kpi is 'The consumers that count what a KPI divides: one.';

-- With what a query over it needs beside.
create or replace view kpi.selection as
select k.kpi_id, k.kind, k.unit, k.by_detail, t.term, t.age_min, t.age_max, t.n, t.d,
       k.periods, t.measure, t.detail
  from kpi.definition k
  join (select t.kpi_id, concat_ws(':', t.measure, coalesce(t.detail, '@' || t.class)) as term,
               case t.age_op when '>' then t.age_days + 1 end as age_min,
               case t.age_op when '<=' then t.age_days end as age_max,
               (t.side = 'numerator')::int as n, (t.side = 'denominator')::int as d,
               t.measure, t.detail
          from kpi.term t
         union all
        select distinct t.kpi_id, t.measure, null::int, null::int, 0, 0, t.measure, null
          from kpi.term t) t using (kpi_id);

-- Each SEN provision with the groups that it counts in.
create view kpi.sen_group as
select * from (values ('N', 'N'), ('N', 'ALL'), ('K', 'K'), ('K', 'SEND'), ('K', 'ALL'),
                      ('E', 'E'), ('E', 'SEND'), ('E', 'ALL'), ('', 'ALL')) g(provision, sen);
comment on view kpi.sen_group is
    'N, K, E each for itself, SEND = K + E, ALL = everybody, of unknown provision as well.';

create function kpi.is_of_age(age int, age_min int, age_max int) returns boolean
language sql immutable parallel safe
return coalesce(age >= age_min, age_min is null) and coalesce(age <= age_max, age_max is null);

-- The members of the dimensions of one pass: 'day' (dimension and member '') by day; by segment 'all'
-- (the same), 'school' (org, phase, locality) and 'child' (need, stage, detail). The sums serve what
-- is known now; segments that today has not ended are added up from their lines, as is everything
-- that was known on an earlier day, or that the sums do not hold. The first pass is for days in `spans`.
create function kpi.flow_members(known_on date, pass text, measures text[], spans datemultirange)
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
    running constant date := (select c.segment_starts_on from reference.calendar c
                               where c.day = today);
    summed constant boolean := known_on = 'infinity' and (select f.sums_hold from kpi.filing f);
begin
    if pass in ('day', 'all') then
        return query
        with by_day as (
            select l.day, l.measure, l.age, l.sen, l.detail, sum(l.value)::bigint as value
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
                       and r.known_on <= flow_members.known_on) l
             where l.day <@ spans
             group by 1, 2, 3, 4, 5
            having sum(l.value) <> 0)
        select '', '', d.day, d.measure, d.age, d.sen, d.detail, d.value
          from by_day d
         where pass = 'day'
        union all
        select '', '', c.segment_starts_on, d.measure, d.age, d.sen, d.detail, sum(d.value)::bigint
          from by_day d
          join reference.calendar c using (day)
         where pass = 'all'
         group by 3, 4, 5, 6, 7;
    elsif pass = 'school' then
        return query
        with by_school as (
            select l.segment, l.measure, l.age, l.org, l.sen, l.detail, sum(l.value)::bigint as value
              from (select s.segment, s.measure, s.age, s.org, s.sen, s.detail, s.value
                      from kpi.school_sum s
                     where summed and s.measure = any(measures) and s.segment < running
                    union all
                    select c.segment_starts_on, r.measure, r.day - r.since, r.org, r.sen, r.detail,
                           r.value
                      from (select * from kpi.ledger r
                             where summed and r.measure = any(measures)
                               and r.day between running and today
                            union all
                            select * from only kpi.ledger r
                             where summed and r.measure = any(measures) and r.day < running
                            union all
                            select * from kpi.ledger r
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
                     where summed and s.measure = any(measures) and s.segment < running
                    union all
                    select c.segment_starts_on, r.measure, r.day - r.since, r.sen, r.need, r.stage,
                           r.detail, r.value
                      from (select * from kpi.ledger r
                             where summed and r.measure = any(measures)
                               and r.day between running and today
                            union all
                            select * from only kpi.ledger r
                             where summed and r.measure = any(measures) and r.day < running
                            union all
                            select * from kpi.ledger r
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

-- The same under the names that terms give their sums: 'sessions:I', 'sessions:@absent', 'sessions'.
create function kpi.flow_lines(known_on date, pass text, stream text,
                              spans datemultirange default '{(,)}')
returns table (dimension text, member text, bucket date, sen text, term text, age int, value bigint)
language plpgsql stable security definer cost 1000000 rows 100000
set search_path = pg_catalog
set work_mem = '64MB' set jit = off set enable_sort = off
as $$
declare
    measures constant text[] := array(select m.measure from kpi.measure m
                                       where m.stream = flow_lines.stream and m.kind <> 'stock');
    named constant text[] := array(select distinct t.measure || ':' || t.detail from kpi.term t
                                    where t.detail is not null and t.measure = any(measures));
begin
    return query
    with members as materialized (select * from kpi.flow_members(known_on, pass, measures, spans))
    select m.dimension, m.member, m.bucket, m.sen, m.measure || ':' || m.detail, m.age,
           sum(m.value)::bigint
      from members m
     where m.measure || ':' || m.detail = any(named)
     group by m.dimension, m.member, m.bucket, m.sen, m.measure, m.detail, m.age
    union all
    select m.dimension, m.member, m.bucket, m.sen, m.measure, m.age, sum(m.value)::bigint
      from members m
     group by m.dimension, m.member, m.bucket, m.sen, m.measure, m.age
    union all
    select m.dimension, m.member, m.bucket, m.sen, t.term, m.age, sum(m.value)::bigint
      from members m
      join kpi.term_of_detail t using (measure, detail)
     group by m.dimension, m.member, m.bucket, m.sen, t.term, m.age;
end
$$;

-- What each KPI adds up of one pass, by bucket. Age stays where it is needed.
create function kpi.flow_parts(known_on date, pass text, dimensions text[])
returns table (kpi_id text, periods text, dimension text, member text, bucket date, sen text,
               age int, n bigint, d bigint)
language sql stable as $$
    select s.kpi_id, s.periods, m.dimension, l.member, l.bucket, l.sen,
           case when s.unit like '%-days' then l.age end,
           sum(v.value * s.n)::bigint, sum(v.value * s.d)::bigint
      from kpi.streams() t(stream)
     cross join lateral kpi.flow_lines(known_on, pass, t.stream) l
      join unnest(dimensions) m(dimension) on m.dimension = l.dimension
      join kpi.stream_of_kpi k on k.stream between t.stream and t.stream
      join kpi.selection s on s.kpi_id = k.kpi_id and s.term = l.term,
           lateral (select l.value * kpi.is_of_age(l.age, s.age_min, s.age_max)::int as value) v
     where s.kind <> 'stock' and (m.dimension <> 'detail' or s.by_detail)
     group by 1, 2, 3, 4, 5, 6, 7
$$;

-- One pass over a histogram: counts are many, ages few.
create or replace function kpi.median(ages int[], counts bigint[]) returns int
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
declare
    youngest constant int := (select min(a) from unnest(ages) a);
    count_of bigint[] := array_fill(0::bigint, array[(select max(a) from unnest(ages) a) - youngest + 1]);
    total bigint := 0;
    reached bigint := 0;
    at int := 0;
begin
    for i in 1 .. cardinality(ages) loop
        at := ages[i] - youngest + 1;
        count_of[at] := count_of[at] + counts[i];
        total := total + counts[i];
    end loop;
    if total > 0 then
        at := 0;
        while 2 * reached < total loop
            at := at + 1;
            reached := reached + count_of[at];
        end loop;
        return youngest + at - 1;
    end if;
    return null;
end
$$;

-- The numerators and denominators of flows and windows, by day, and by segment and then by period.
drop function kpi.flow_sums(date);
create function kpi.flow_sums(known_on date, whole boolean)
returns table (kpi_id text, dimension text, member text, period text, starts_on date, ends_on date,
               sen text, n bigint, d bigint, days bigint, median int)
language sql stable as $$
    select x.kpi_id, x.dimension, x.member, x.period, x.starts_on, x.ends_on, g.sen,
           sum(x.n)::bigint, sum(x.d)::bigint, sum(x.n * x.age)::bigint,
           case when min(x.unit) = 'median-days'
                then kpi.median(array_agg(x.age) filter (where x.age is not null),
                                array_agg(x.n) filter (where x.age is not null)) end
      from (select s.kpi_id, k.unit, s.dimension, s.member, 'day' as period,
                   s.bucket as starts_on, s.bucket as ends_on, s.sen, s.age, s.n, s.d
              from kpi.flow_parts(known_on, 'day', '{""}') s
              join kpi.definition k using (kpi_id)
             where whole and 'day' = any(string_to_array(s.periods, ' '))
            union all
            select s.kpi_id, k.unit, s.dimension, s.member, p.period, p.starts_on, p.ends_on, s.sen,
                   s.age, s.n, s.d
              from (select * from kpi.flow_parts(known_on, 'all', '{""}') where whole
                    union all
                    select * from kpi.flow_parts(known_on, 'school', '{org,phase,locality}')
                     where not whole
                    union all
                    select * from kpi.flow_parts(known_on, 'child', '{need,stage,detail}')
                     where not whole) s
              join kpi.definition k using (kpi_id)
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

-- The first of the days asked for that is not before day, by its position among them; they are in
-- order. Past the last one if there is none.
create function kpi.position_among(asked date[], day date) returns int
language sql immutable parallel safe
return width_bucket(day - 1, asked) + 1;

-- Stocks of one stream, for the whole or for every dimension: the lines whose full keys do not cancel
-- out, and a line without a value for the first day of each measure, since when it was measured. A day
-- is the first one asked for that is not before: what comes and goes between two of them is nothing.
-- Details (null: all of them) are those that a term names, measures those of the KPIs asked for.
drop function kpi.stock_sums(date);
drop function kpi.stock_lines(date, text);
create function kpi.stock_lines(known_on date, stream text, whole boolean, asked date[],
                                of_medians boolean)
returns table (dimension text, member text, measure text, day date, since date, sen text,
               detail text, value bigint)
language plpgsql stable security definer cost 1000000 rows 10000
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
set work_mem = '64MB' set jit = off set enable_sort = off
as $$
declare
    measures constant text[] := array(select m.measure from kpi.measure m
                                       where m.stream = stock_lines.stream and m.kind = 'stock'
                                         and exists (select from kpi.term t
                                                       join kpi.definition k using (kpi_id)
                                                      where t.measure = m.measure
                                                        and (k.unit = 'median-days') = of_medians));
    named constant text[] := array(select distinct t.measure || ':' || t.detail from kpi.term t
                                    where t.detail is not null and t.measure = any(measures));
begin
    if cardinality(measures) = 0 then
        return;
    end if;
    return query
    with keys as materialized (
        select l.measure, l.day, l.since, l.org, l.sen, l.need, l.stage, l.detail,
               sum(l.value)::bigint as value
          from kpi.ledger l
         where l.measure = any(measures) and l.day <= asked[cardinality(asked)]
           and l.known_on <= stock_lines.known_on
         group by 1, 2, 3, 4, 5, 6, 7, 8
        having sum(l.value) <> 0),
    members as materialized (
        select '' as dimension, '' as member, k.measure,
               asked[kpi.position_among(asked, k.day)] as day, k.since, k.sen, k.detail,
               sum(k.value)::bigint as value
          from keys k
         where whole
         group by 3, 4, 5, 6, 7
        union all
        select case when grouping(k.org) = 0 then 'org' when grouping(k.need) = 0 then 'need'
                    when grouping(k.stage) = 0 then 'stage' when grouping(p.phase) = 0 then 'phase'
                    when grouping(p.locality) = 0 then 'locality' else 'detail' end,
               coalesce(k.org, k.need, k.stage, p.phase, p.locality, k.detail),
               k.measure, c.day, k.since, k.sen, k.detail, sum(k.value)::bigint
          from keys k
          left join reference.school o using (org),
               lateral (select coalesce(o.phase, '') as phase,
                               coalesce(o.locality, '') as locality) p,
               lateral (select asked[kpi.position_among(asked, k.day)] as day offset 0) c
         where not whole
         group by k.measure, c.day, k.since, k.sen, k.detail,
               grouping sets ((k.org), (k.need), (k.stage), (p.phase), (p.locality), ()))
    select m.dimension, m.member, m.measure, m.day, m.since, m.sen, null, sum(m.value)::bigint
      from members m
     group by 1, 2, 3, 4, 5, 6
    having sum(m.value) <> 0
    union all
    select m.* from members m
     where m.value <> 0 and m.measure || ':' || m.detail = any(named)
    union all
    select m.dimension, m.member, m.measure, min(m.day), null, m.sen, null, null
      from members m
     group by m.dimension, m.member, m.measure, m.sen;
end
$$;

-- What happens to a KPI's stock up to each of the days asked for. A line counts from its own day, or
-- from the day on which it is old enough, until it is too old.
create function kpi.stock_events(known_on date, whole boolean, asked date[], of_medians boolean)
returns table (kpi_id text, dimension text, member text, sen text, at int, since date, n bigint,
               d bigint, start_days bigint)
language sql stable as $$
    select e.kpi_id, e.dimension, e.member, g.sen, e.at, e.since, sum(e.n)::bigint, sum(e.d)::bigint,
           sum(e.start_days)::bigint
      from (select s.kpi_id, l.dimension, l.member, l.sen,
                   kpi.position_among((select asked), x.day) as at,
                   case when of_medians then l.since end as since,
                   sum(coalesce(x.value, 0) * s.n) as n, sum(coalesce(x.value, 0) * s.d) as d,
                   sum(x.value * s.n * (l.since - date '2000-01-01')) as start_days
              from kpi.streams() t(stream)
             cross join lateral kpi.stock_lines(known_on, t.stream, whole, (select asked),
                                                 of_medians) l
              join kpi.stream_of_kpi k on k.stream between t.stream and t.stream
              join kpi.selection s on s.kpi_id = k.kpi_id and s.measure = l.measure,
                   lateral (values
                       (case when s.age_min is null then l.day
                             when l.since is not null then greatest(l.day, l.since + s.age_min) end,
                        l.value),
                       (case when s.age_max is not null and l.since is not null
                             then greatest(l.day, l.since + s.age_max + 1) end, -l.value)
                   ) x(day, value)
             where s.kind = 'stock' and (s.unit = 'median-days') = of_medians
               and (l.dimension <> 'detail' or s.by_detail)
               and (l.value is null) = (s.n + s.d = 0)
               and (l.value is null or s.detail is not distinct from l.detail)
               and (s.age_max is null or l.since is not null)
               and x.day <= (select asked[cardinality(asked)])
             group by 1, 2, 3, 4, 5, 6) e
      join kpi.sen_group g on g.provision = e.sen
     group by 1, 2, 3, 4, 5, 6
$$;

-- What is open on each of the days asked for from the first event on, and its median age: the largest
-- start from which on half of it began. It moves little from one day to the next. Events are in order.
create function kpi.medians(events int[], starts date[], counts bigint[], asked date[])
returns table (day date, n bigint, median int)
language plpgsql immutable set search_path = pg_catalog as $$
declare
    origin constant date := (select min(s) - 1 from unnest(starts) s);
    count_of bigint[] := array_fill(0::bigint,
        array[coalesce((select max(s) from unnest(starts) s) - origin, 0)]);
    last constant int := cardinality(count_of);
    total bigint := 0;
    -- how many began on the day of this place or later
    place int := last + 1;
    reached bigint := 0;
    next int := 1;
    at int;
begin
    n := 0;
    for i in events[1] .. cardinality(asked) loop
        while next <= cardinality(events) and events[next] = i loop
            n := n + counts[next];
            if starts[next] is not null then
                at := starts[next] - origin;
                count_of[at] := count_of[at] + counts[next];
                total := total + counts[next];
                if at >= place then
                    reached := reached + counts[next];
                end if;
            end if;
            next := next + 1;
        end loop;
        day := asked[i];
        median := null;
        if total > 0 then
            while 2 * reached < total loop
                place := place - 1;
                reached := reached + count_of[place];
            end loop;
            while place <= last and 2 * (reached - count_of[place]) >= total loop
                reached := reached - count_of[place];
                place := place + 1;
            end loop;
            median := day - (origin + place);
        end if;
        return next;
    end loop;
end
$$;
comment on function kpi.medians(int[], date[], bigint[], date[]) is
    'How much is open on each day asked for, and the smallest age that half of it has reached.';

-- The numerators and denominators of stocks on the days asked for, which are in order and not after
-- today.
create function kpi.stock_sums(known_on date, whole boolean, asked date[])
returns table (kpi_id text, dimension text, member text, day date, sen text, n bigint, d bigint,
               days bigint, median int)
language sql stable as $$
    select s.kpi_id, s.dimension, s.member, a.day, s.sen, s.n::bigint, s.d::bigint,
           (s.n * (a.day - date '2000-01-01') - s.start_days)::bigint, null::int
      from (select e.kpi_id, e.dimension, e.member, e.sen, e.at,
                   coalesce(lead(e.at) over line - 1, (select cardinality(asked))) as last,
                   sum(e.n) over line as n, sum(e.d) over line as d,
                   sum(e.start_days) over line as start_days
              from kpi.stock_events(known_on, whole, asked, false) e
            window line as (partition by e.kpi_id, e.dimension, e.member, e.sen order by e.at)) s,
           lateral unnest((select asked)[s.at : s.last]) a(day)
    union all
    select s.kpi_id, s.dimension, s.member, m.day, s.sen, m.n, null, null, m.median
      from (select e.kpi_id, e.dimension, e.member, e.sen, array_agg(e.at order by e.at) as events,
                   array_agg(e.since order by e.at) as starts, array_agg(e.n order by e.at) as counts
              from kpi.stock_events(known_on, whole, asked, true) e
             group by 1, 2, 3, 4) s,
           lateral kpi.medians(s.events, s.starts, s.counts, (select asked)) m
$$;

-- What is asked for: every day, or the last day of every segment that has begun.
create function kpi.days_to_today() returns date[]
language sql stable set search_path = pg_catalog
return array(select c.day from reference.calendar c where c.day <= (select reference.today())
              order by 1);
create function kpi.segments_to_today() returns date[]
language sql stable set search_path = pg_catalog
return array(select distinct least(c.segment_ends_on, (select reference.today()))
               from reference.calendar c where c.day <= (select reference.today()) order by 1);

create function kpi.stock_periods(known_on date, whole boolean)
returns table (kpi_id text, dimension text, member text, period text, starts_on date, ends_on date,
               sen text, n bigint, d bigint, days bigint, median int)
language sql stable as $$
    select s.kpi_id, s.dimension, s.member, 'day', s.day, s.day, s.sen, s.n, s.d, s.days, s.median
      from kpi.stock_sums(known_on, whole, kpi.days_to_today()) s
      join kpi.definition k using (kpi_id)
     where whole and 'day' = any(string_to_array(k.periods, ' '))
    union all
    select s.kpi_id, s.dimension, s.member, p.period, p.starts_on, p.ends_on, s.sen, s.n, s.d,
           s.days, s.median
      from kpi.stock_sums(known_on, whole, kpi.segments_to_today()) s
      join kpi.definition k using (kpi_id)
      join reference.calendar c on c.day = s.day,
           lateral (values
               ('month', c.month_starts_on, c.month_ends_on),
               ('term', c.term_starts_on, c.term_ends_on),
               ('academic-year', c.academic_year_starts_on, c.academic_year_ends_on),
               ('calendar-year', c.calendar_year_starts_on, c.calendar_year_ends_on),
               ('financial-year', c.financial_year_starts_on, c.financial_year_ends_on)
           ) p(period, starts_on, ends_on)
     where c.day = least(p.ends_on, (select reference.today()))
       and p.period = any(string_to_array(k.periods, ' '))
$$;

-- Of a KPI: exact, null where there is nothing to divide by.
create function kpi.value_of(unit text, n bigint, d bigint, days bigint, median int) returns numeric
language sql immutable parallel safe
return case unit when 'count' then n::numeric
                 when 'percent' then 100 * n::numeric / nullif(d, 0)
                 when 'per-1000' then 1000 * n::numeric / nullif(d, 0)
                 when 'mean-days' then days::numeric / nullif(n, 0)
                 when 'median-days' then median end;

create function kpi.readings(known_on date, whole boolean)
returns table (kpi_id text, dimension text, member text, period text, starts_on date, ends_on date,
               sen text, numerator bigint, denominator bigint, value numeric, shown numeric)
language sql stable as $$
    select s.kpi_id, s.dimension, s.member, s.period, s.starts_on, s.ends_on, s.sen,
           case when k.unit not in ('mean-days', 'median-days') then s.n end,
           case when k.unit in ('percent', 'per-1000') then s.d
                when k.unit <> 'count' then s.n end,
           v.value, round(v.value, k.precision)
      from (select * from kpi.flow_sums(known_on, whole)
            union all
            select * from kpi.stock_periods(known_on, whole)) s
      join kpi.definition k using (kpi_id),
           lateral (select kpi.value_of(k.unit, s.n, s.d, s.days, s.median) as value offset 0) v
$$;

create or replace function kpi.as_known(known_on date)
returns table (kpi_id text, period text, starts_on date, ends_on date, sen text,
               numerator bigint, denominator bigint, value numeric, shown numeric)
language sql stable as $$
    select kpi_id, period, starts_on, ends_on, sen, numerator, denominator, value, shown
      from kpi.readings(known_on, true)
$$;

create or replace view kpi.breakdown as
select kpi_id collate "C" as kpi_id, period collate "C" as period, starts_on, ends_on,
       sen collate "C" as sen, dimension collate "C" as dimension, member collate "C" as member,
       numerator, denominator, value, shown
  from kpi.readings('infinity', false);

drop function kpi.readings(date);
drop function kpi.flow_lines(date, text);

-- Stocks are found by (measure, day).
create or replace function kpi.as_at(day date)
returns table (measure text, since date, org text, sen text, need text, stage text, detail text,
               value bigint)
language sql stable security definer
set search_path = pg_catalog as $$
    select l.measure, l.since, l.org, l.sen, l.need, l.stage, l.detail, sum(l.value)::bigint
      from kpi.ledger l
     where l.measure = any(array(select m.measure from kpi.measure m where m.kind = 'stock'))
       and l.day <= least(as_at.day, (select reference.today()))
     group by 1, 2, 3, 4, 5, 6, 7
    having sum(l.value) <> 0
$$;

revoke execute on all functions in schema kpi from public;
grant select on kpi.stream, kpi.stream_of_kpi, kpi.sen_group to
    goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
grant execute on function
    kpi.streams(), kpi.is_of_age(int, int, int), kpi.flow_lines(date, text, text, datemultirange),
    kpi.flow_parts(date, text, text[]), kpi.flow_sums(date, boolean),
    kpi.stock_lines(date, text, boolean, date[], boolean), kpi.position_among(date[], date),
    kpi.stock_events(date, boolean, date[], boolean),
    kpi.medians(int[], date[], bigint[], date[]), kpi.stock_sums(date, boolean, date[]),
    kpi.days_to_today(), kpi.segments_to_today(), kpi.stock_periods(date, boolean),
    kpi.value_of(text, bigint, bigint, bigint, int), kpi.readings(date, boolean)
    to goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
