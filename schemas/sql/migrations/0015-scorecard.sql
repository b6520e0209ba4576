-- For a board: kpi.scorecard, and the lists of what waits. All of it is read when asked for, up to
-- reference.today(), from what kpi.series and kpi.as_at show.

set local role goldenthread_owner;

alter table kpi.measure add deadline boolean not null default false;
comment on column kpi.measure.deadline is
    'Its day is a deadline, which comes whether or not anything is sent.';
update kpi.measure set deadline = true
 where measure in ('sixth_day_duties', 'exclusion_notices', 'advice_due', 'advice_due_met',
                   'advice_due_net', 'advice_due_net_met');

-- From the newest day with lines on: mostly that is it, unless all of them were taken back.
create function kpi.newest_day(stream text) returns date
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
    measures constant text[] := array(select m.measure from kpi.measure m
                                       where m.stream = newest_day.stream
                                         and (m.kind = 'stock' or m.kind = 'flow' and not m.deadline));
    newest date := reference.today();
begin
    loop
        newest := (select max(n.day)
                     from unnest(measures) m(measure),
                          lateral (select max(l.day) as day from kpi.ledger l
                                    where l.measure = m.measure and l.day <= newest) n);
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

-- Only how fresh a stream is leaves schema stream, nothing else that is there.
create function kpi.freshness()
returns table (stream text, newest_day date, updated_at timestamptz)
language sql stable security definer set search_path = pg_catalog as $$
    select s.stream, kpi.newest_day(s.stream), o.updated_at
      from (select distinct m.stream from kpi.measure m) s
      left join (select consumer as stream, max(updated_at) as updated_at
                   from stream."offset" group by consumer) o using (stream)
$$;
comment on function kpi.freshness() is
    'For each stream the newest day on which something happened, and when its consumer last counted.';

create function kpi.registers(since date)
returns table (day date, org text)
language sql stable security definer
set search_path = pg_catalog set work_mem = '64MB' as $$
    with filing as materialized (select f.sums_hold from kpi.filing f)
    select l.day, l.org
      from (select s.day, s.org, s.value from kpi.register_sum s
             where (select f.sums_hold from filing f)
            union all
            select r.day, r.org, r.value from only kpi.ledger r
             where (select f.sums_hold from filing f) and r.measure = 'sessions'
            union all
            select r.day, r.org, r.value from kpi.ledger r
             where not (select f.sums_hold from filing f) and r.measure = 'sessions') l
     where l.day between registers.since and (select reference.today())
     group by l.day, l.org
    having sum(l.value) > 0
$$;
comment on function kpi.registers(date) is 'Days and schools with any session mark, up to today.';

create function kpi.trend(value numeric, before numeric, polarity text) returns text
language sql immutable parallel safe
return case when value is null or before is null then 'unknown'
            when value = before then 'same'
            when polarity = 'neutral' then 'unknown'
            when (value > before) = (polarity = 'up') then 'better'
            else 'worse' end;
comment on function kpi.trend(numeric, numeric, text) is
    'better, worse, same or unknown, by which way is good.';

create function kpi.period_at(period text, day date, out starts_on date, out ends_on date)
language sql stable set search_path = pg_catalog as $$
    select p.starts_on, p.ends_on
      from reference.period_of_day p
     where p.day = period_at.day and p.period = period_at.period
$$;
comment on function kpi.period_at(text, date) is 'The period of that kind that holds the day.';

-- From the middle of it: the spring term ends at Easter and the summer term begins there.
create function kpi.a_year_before(starts_on date, ends_on date) returns date
language sql immutable parallel safe
return (starts_on + (ends_on - starts_on) / 2 - interval '1 year')::date;
comment on function kpi.a_year_before(date, date) is
    'A day in the same period of the year before: the same month, term or year.';

create function kpi.scorecard_of(sen text)
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
    -- only what is asked for is added up: kpi.readings() without the other periods
    line as materialized (
        select t.stream, l.*
          from (select c.stream, range_agg(daterange(a.starts_on, a.last_day, '[]')) as spans
                  from card c join asked a using (period)
                 group by c.stream) t,
               lateral kpi.flow_lines('infinity', 'all', t.stream, t.spans) l),
    wanted as materialized (
        select c.kpi_id, c.stream, c.unit, g.provision, s.term, s.age_min, s.age_max, s.n, s.d
          from card c
          join kpi.selection s using (kpi_id)
          join kpi.sen_group g using (sen)
         where s.kind <> 'stock'),
    part as materialized (
        select w.kpi_id, l.bucket, case when w.unit like '%-days' then l.age end as age,
               sum(v.value * w.n)::bigint as n, sum(v.value * w.d)::bigint as d
          from wanted w
          join line l on l.stream = w.stream and l.term = w.term and l.sen = w.provision,
               lateral (select l.value * kpi.is_of_age(l.age, w.age_min, w.age_max)::int as value) v
         group by 1, 2, 3),
    total as (
        select c.kpi_id, a.what, sum(s.n)::bigint as n, sum(s.d)::bigint as d,
               sum(s.n * s.age)::bigint as days,
               case when c.unit = 'median-days'
                    then kpi.median(array_agg(s.age) filter (where s.age is not null),
                                    array_agg(s.n) filter (where s.age is not null)) end as median
          from part s
          join card c using (kpi_id)
          join asked a on a.period = c.period and s.bucket between a.starts_on and a.last_day
         group by c.kpi_id, c.unit, a.what
        union all
        select c.kpi_id, a.what, s.n, s.d, s.days, s.median
          from kpi.stock_sums('infinity', true,
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
         group by s.period, s.starts_on)
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
      left join kpi.freshness() n on n.stream = c.stream
$$;
comment on function kpi.scorecard_of(text) is
    'kpi.scorecard for one SEN group (N K E SEND ALL); null is each KPI''s own.';

create view kpi.scorecard as
select kpi_id collate "C" as kpi_id, title, commitment, unit collate "C" as unit,
       polarity collate "C" as polarity, sen collate "C" as sen, period collate "C" as period,
       latest_starts_on, latest_ends_on, latest_value, latest_shown, previous_value, previous_shown,
       last_year_value, last_year_shown, trend collate "C" as trend,
       year_trend collate "C" as year_trend, latest_completeness,
       running_starts_on, running_ends_on, running_value, running_shown,
       running_last_year_value, running_last_year_shown,
       running_trend collate "C" as running_trend, running_completeness, newest_day, updated_at
  from kpi.scorecard_of(null);
comment on view kpi.scorecard is
    'One row per KPI, whether or not there is anything to show: the latest complete period, the one '
    'before and the same of last year, and the running one up to today. Months; terms or years for '
    'KPIs that have nothing else. Nothing here may be summed.';
comment on column kpi.scorecard.kpi_id is 'As in kpi.definition and kpi.series.';
comment on column kpi.scorecard.title is 'For people.';
comment on column kpi.scorecard.commitment is 'Of the strategy, 1 to 5.';
comment on column kpi.scorecard.unit is 'count, percent, per-1000, mean-days, median-days.';
comment on column kpi.scorecard.polarity is 'Which way is good: up, down, neutral.';
comment on column kpi.scorecard.sen is
    'Whose figures: SEND (K + E), or ALL for referrals and advice, where many have no provision yet.';
comment on column kpi.scorecard.period is 'month, term or academic-year: what the row''s periods are.';
comment on column kpi.scorecard.latest_starts_on is 'The latest period that today is behind.';
comment on column kpi.scorecard.latest_ends_on is 'Its last day.';
comment on column kpi.scorecard.latest_value is
    'As kpi.series has it, exact. Null: nothing was sent, or nothing to divide by. Null is not 0.';
comment on column kpi.scorecard.latest_shown is 'Rounded to the KPI''s precision.';
comment on column kpi.scorecard.previous_value is 'Of the period before the latest.';
comment on column kpi.scorecard.previous_shown is 'The same, rounded.';
comment on column kpi.scorecard.last_year_value is 'Of the period a year before the latest.';
comment on column kpi.scorecard.last_year_shown is 'The same, rounded.';
comment on column kpi.scorecard.trend is
    'latest_shown against previous_shown: better, worse, same; unknown where one is missing or '
    'neither way is good.';
comment on column kpi.scorecard.year_trend is
    'latest_shown against last_year_shown: what to look at where the season matters.';
comment on column kpi.scorecard.latest_completeness is
    'Schools with session marks on each school day of the latest period, per cent of reference.school. '
    'Null where the stream has no daily registers or the period no school day.';
comment on column kpi.scorecard.running_starts_on is 'The period with today in it.';
comment on column kpi.scorecard.running_ends_on is 'Its last day, which is today or later.';
comment on column kpi.scorecard.running_value is 'Up to today.';
comment on column kpi.scorecard.running_shown is 'The same, rounded.';
comment on column kpi.scorecard.running_last_year_value is 'Of the whole period a year before.';
comment on column kpi.scorecard.running_last_year_shown is 'The same, rounded.';
comment on column kpi.scorecard.running_trend is
    'running_shown against latest_shown; unknown for counts that still grow.';
comment on column kpi.scorecard.running_completeness is 'On each school day up to and with today.';
comment on column kpi.scorecard.newest_day is
    'The newest day, up to today, on which something of the KPI''s stream happened.';
comment on column kpi.scorecard.updated_at is
    'When the stream''s consumer last counted anything. Null: it never ran here.';

create view kpi.catalogue as
select k.kpi_id, k.title, k.commitment, m.stream, k.kind, k.unit, k.polarity,
       k.unit = 'count' and k.kind <> 'window' as adds_over_members,
       k.unit = 'count' and k.kind = 'flow' as adds_over_periods
  from kpi.definition k
  join (select t.kpi_id, min(m.stream) as stream
          from kpi.term t join kpi.measure m using (measure)
         group by t.kpi_id) m using (kpi_id);
comment on view kpi.catalogue is 'One row per KPI: what it is, and what of it may be summed.';
comment on column kpi.catalogue.stream is 'The consumer that counts what it divides.';
comment on column kpi.catalogue.adds_over_members is
    'Values of kpi.breakdown may be summed over the members of one dimension, and over the SEN groups '
    'N, K, E. Not those of children in a window: a child at two schools is at both.';
comment on column kpi.catalogue.adds_over_periods is
    'Values may be summed over periods that do not overlap. Not what stands open at their ends.';

-- What waits.
create function kpi.week_band(days int, limits int[], out from_weeks int, out band text)
language sql immutable parallel safe as $$
    select w.above, case when w.upto is null then 'over ' || w.above else w.above || '-' || w.upto end
      from (select coalesce(max(l) filter (where days > 7 * l), 0) as above,
                   min(l) filter (where days <= 7 * l) as upto
              from unnest(limits) l) w
$$;
comment on function kpi.week_band(int, int[]) is
    'The band of weeks that an age lies in: 42 days are 0-6, 43 are 6-18.';

create function kpi.waiting_at(day date)
returns table (service text, provider text, from_weeks int, band text, waiting bigint,
               median_days int, longest_days int)
language sql stable as $$
    select s.detail, s.org, b.from_weeks, b.band, sum(s.value)::bigint,
           kpi.median(array_agg(a.days), array_agg(s.value)), max(a.days)
      from kpi.as_at(waiting_at.day) s,
           lateral (select least(waiting_at.day, reference.today()) - s.since as days) a,
           lateral kpi.week_band(a.days, '{6,18,52,104}') b
     where s.measure = 'referrals_waiting'
     group by 1, 2, 3, 4
$$;
comment on function kpi.waiting_at(date) is 'kpi.waiting as of a day.';

create view kpi.waiting as
select service collate "C" as service, provider collate "C" as provider, from_weeks,
       band collate "C" as band, waiting, median_days, longest_days
  from kpi.waiting_at(reference.today());
comment on view kpi.waiting is
    'Who waits today for a service to begin: one row per service, provider and band of weeks waited '
    'in which anybody waits. waiting may be summed over any rows, the days may not.';
comment on column kpi.waiting.service is 'As in reference.service.';
comment on column kpi.waiting.provider is 'As sent; '''' unknown.';
comment on column kpi.waiting.from_weeks is 'Longer than these weeks; sorts the bands.';
comment on column kpi.waiting.band is '0-6, 6-18, 18-52, 52-104, over 104 weeks; 18 weeks are 6-18.';
comment on column kpi.waiting.waiting is 'Referrals that wait. A child with two referrals is two.';
comment on column kpi.waiting.median_days is 'Half of the row''s referrals have waited no longer.';
comment on column kpi.waiting.longest_days is 'The longest wait of the row.';

create view kpi.waiting_list as
select s.detail collate "C" as service, s.org collate "C" as provider,
       sum(s.value)::bigint as waiting,
       kpi.median(array_agg(a.days), array_agg(s.value)) as median_days,
       max(a.days) as longest_days,
       coalesce(sum(s.value) filter (where a.days > 126), 0)::bigint as over_18_weeks,
       coalesce(sum(s.value) filter (where a.days > 364), 0)::bigint as over_52_weeks,
       coalesce(sum(s.value) filter (where a.days > 728), 0)::bigint as over_104_weeks
  from kpi.as_at(reference.today()) s,
       lateral (select reference.today() - s.since as days) a
 where s.measure = 'referrals_waiting'
 group by 1, 2;
comment on view kpi.waiting_list is
    'kpi.waiting with one row per service and provider. Counts may be summed, the days may not.';
comment on column kpi.waiting_list.service is 'As in reference.service.';
comment on column kpi.waiting_list.provider is 'As sent; '''' unknown.';
comment on column kpi.waiting_list.waiting is 'Referrals that wait today.';
comment on column kpi.waiting_list.median_days is 'Half of them have waited no longer.';
comment on column kpi.waiting_list.longest_days is 'The longest wait.';
comment on column kpi.waiting_list.over_18_weeks is 'Of waiting, those longer than 126 days.';
comment on column kpi.waiting_list.over_52_weeks is 'Of waiting, those longer than 364 days.';
comment on column kpi.waiting_list.over_104_weeks is 'Of waiting, those longer than 728 days.';

create view kpi.part_time as
select s.org collate "C" as org, coalesce(o.name, '') as school,
       coalesce(o.phase, '') collate "C" as phase, b.from_weeks, b.band collate "C" as band,
       coalesce(sum(s.value) filter (where s.measure = 'timetables_open'), 0)::bigint as open,
       coalesce(sum(s.value) filter (where s.measure = 'timetables_without_agreement'), 0)::bigint
           as without_agreement,
       coalesce(sum(s.value) filter (where s.measure = 'timetables_below_hours'), 0)::bigint
           as below_hours
  from kpi.as_at(reference.today()) s
  left join reference.school o using (org),
       lateral kpi.week_band(reference.today() - s.since, '{6,12}') b
 where s.measure in ('timetables_open', 'timetables_without_agreement', 'timetables_below_hours')
 group by 1, 2, 3, 4, 5;
comment on view kpi.part_time is
    'Part-time timetables open today: one row per school and band of weeks since the start in which '
    'any is open. Counts may be summed over any rows.';
comment on column kpi.part_time.org is 'URN of the school; '''' unknown.';
comment on column kpi.part_time.school is 'Its name in reference.school; '''' not there.';
comment on column kpi.part_time.phase is 'Its phase in reference.school; '''' not there.';
comment on column kpi.part_time.from_weeks is 'Longer than these weeks; sorts the bands.';
comment on column kpi.part_time.band is '0-6, 6-12, over 12 weeks; 6 weeks are 0-6.';
comment on column kpi.part_time.open is 'Timetables that have begun and not ended.';
comment on column kpi.part_time.without_agreement is 'Of open, those that no parent agreed to.';
comment on column kpi.part_time.below_hours is 'Of open, those below the hours of the year group.';

create view kpi.advice_waiting as
select s.org collate "C" as provider, s.detail collate "C" as strand, b.from_weeks,
       b.band collate "C" as band,
       coalesce(sum(s.value) filter (where s.measure = 'advice_outstanding'), 0)::bigint
           as outstanding,
       coalesce(sum(s.value) filter (where s.measure = 'advice_outstanding_net'), 0)::bigint
           as without_exemption,
       max(reference.today() - s.since) as longest_days
  from kpi.as_at(reference.today()) s,
       lateral kpi.week_band(reference.today() - s.since, '{5,6,12}') b
 where s.measure in ('advice_outstanding', 'advice_outstanding_net')
 group by 1, 2, 3, 4;
comment on view kpi.advice_waiting is
    'Advice requested and not received today: one row per provider, strand and band of weeks since '
    'the request. Counts may be summed over any rows.';
comment on column kpi.advice_waiting.provider is 'As sent; '''' unknown.';
comment on column kpi.advice_waiting.strand is 'EDUCATION, HEALTH, EP, SOCIAL_CARE, VIEWS, OTHER.';
comment on column kpi.advice_waiting.from_weeks is 'Longer than these weeks; sorts the bands.';
comment on column kpi.advice_waiting.band is
    '0-5, 5-6, 6-12, over 12 weeks. Advice is due at the end of the sixth.';
comment on column kpi.advice_waiting.outstanding is 'Requests without an answer.';
comment on column kpi.advice_waiting.without_exemption is
    'Of outstanding, those that no exemption excuses: overdue from the band 6-12 on.';
comment on column kpi.advice_waiting.longest_days is 'The oldest request of the row.';

revoke execute on all functions in schema kpi from public;
grant select on
    kpi.scorecard, kpi.catalogue, kpi.waiting, kpi.waiting_list, kpi.part_time,
    kpi.advice_waiting
    to goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
grant execute on function
    kpi.newest_day(text), kpi.freshness(), kpi.registers(date), kpi.trend(numeric, numeric, text),
    kpi.period_at(text, date), kpi.a_year_before(date, date), kpi.scorecard_of(text),
    kpi.week_band(int, int[]), kpi.waiting_at(date)
    to goldenthread_migrate, goldenthread_performance, goldenthread_alerter, goldenthread_audit;
