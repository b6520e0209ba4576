-- One row per KPI for a board: latest, running, previous, a year ago, trend, completeness, freshness.
begin;
\ir support/lines.psql
select plan(34);
set local goldenthread.today = '2026-03-10';

create function pg_temp.card(kpi text) returns text language sql as $$
    select format('%s %s latest %s previous %s year %s running %s/%s: %s %s %s', period, sen, coalesce(latest_shown::text, '-'),
                  coalesce(previous_shown::text, '-'), coalesce(last_year_shown::text, '-'), coalesce(running_shown::text, '-'),
                  coalesce(running_last_year_shown::text, '-'), trend, year_trend, running_trend)
      from kpi.scorecard where kpi_id = kpi
$$;

select is(count(*), (select count(*) from kpi.definition), 'one row per KPI, though nothing was ever sent') from kpi.scorecard;
select is(count(*), 0::bigint, 'and no value: silence is not zero') from kpi.scorecard
 where coalesce(latest_value, previous_value, last_year_value, running_value, running_last_year_value) is not null;
select set_eq($$select sen || ' ' || stream from kpi.scorecard join kpi.catalogue using (kpi_id)$$,
              array['SEND absence', 'SEND exclusion', 'SEND timetable', 'ALL referral', 'ALL advice'],
              'SEND, but everybody who waits for a service or for advice');
select set_eq($$select distinct period from kpi.scorecard$$, array['month', 'term', 'academic-year'], 'months, or what a window has');
select results_eq($$select distinct period, latest_starts_on, latest_ends_on, running_starts_on, running_ends_on from kpi.scorecard order by 1$$,
                  $$values ('academic-year' collate "C", date '2024-09-01', date '2025-08-31', date '2025-09-01', date '2026-08-31'),
                           ('month', '2026-02-01', '2026-02-28', '2026-03-01', '2026-03-31'),
                           ('term', '2025-09-01', '2025-12-31', '2026-01-01', '2026-04-05')$$,
                  'the latest period ended before today, the running one has today in it');

-- Absence of SEND: 50 % in February 2025, 25 in March 2025, 20 in January 2026, 10 in February, 5 in March.
select pg_temp.marks('2025-02-03', 'K', '/', 5), pg_temp.marks('2025-02-03', 'K', 'I', 5),
       pg_temp.marks('2025-03-03', 'E', '/', 3), pg_temp.marks('2025-03-03', 'E', 'I', 1),
       pg_temp.marks('2026-01-12', 'K', '/', 4), pg_temp.marks('2026-01-12', 'E', 'O', 1),
       pg_temp.marks('2026-02-02', 'K', '/', 9), pg_temp.marks('2026-02-02', 'E', 'I', 1),
       pg_temp.marks('2026-03-02', 'K', '/', 19), pg_temp.marks('2026-03-02', 'K', 'O', 1),
       pg_temp.marks('2026-02-02', 'N', 'O', 50), pg_temp.marks('2026-03-11', 'K', 'O', 50);
select is(pg_temp.card('absence'), 'month SEND latest 10.000 previous 20.000 year 50.000 running 5.000/25.000: better better better',
          'less absence is better');
select is(pg_temp.card('attendance'), 'month SEND latest 90.000 previous 80.000 year 50.000 running 95.000/75.000: better better better',
          'more attendance is better');
select is(pg_temp.card('absence_unauthorised'), 'month SEND latest 0.000 previous 20.000 year 0.000 running 5.000/0.000: better same worse',
          'better than in January, the same as a year ago, worse so far');
select is(pg_temp.card('sessions_possible'), 'month SEND latest 10 previous 5 year 10 running 20/4: unknown same unknown',
          'where neither way is good, a change is neither; a count that grows is not judged');
select is(pg_temp.card('code_v'), 'month SEND latest 0.000 previous 0.000 year 0.000 running 0.000/0.000: same same same', 'no change');
select is(pg_temp.card('suspensions'), 'month SEND latest - previous - year - running -/-: unknown unknown unknown',
          'nothing is known of what was never sent');
select is(latest_value, 10::numeric, 'the value is that of the series') from kpi.scorecard where kpi_id = 'absence';
select results_eq($$select s.sen, s.shown from kpi.series s, lateral kpi.scorecard_of(s.sen) c
                     where s.kpi_id = 'absence' and s.period = 'month' and s.starts_on = '2026-02-01' and c.kpi_id = 'absence'
                       and c.latest_shown = s.shown order by 1$$,
                  $$values ('ALL' collate "C", 85.000), ('E', 100.000), ('K', 0.000), ('N', 100.000), ('SEND', 10.000)$$,
                  'scorecard_of() shows any SEN group, as the series has it');

-- Terms: spring is compared with spring though Easter moves, summer with summer.
select pg_temp.line(w.day, 'attendance_band_term', '106001', 'K', 'SEMH', 'primary', w.band, w.n)
  from (values (date '2024-09-01', 'under10', 9), ('2024-09-01', '50plus', 1), ('2025-01-01', 'under10', 4), ('2025-01-01', '50plus', 1),
               ('2025-04-21', 'under10', 1), ('2025-04-21', '50plus', 1), ('2025-09-01', 'under10', 3), ('2025-09-01', '10to50', 1),
               ('2026-01-01', 'under10', 3), ('2026-01-01', '10to50', 2)) w(day, band, n);
select is(pg_temp.card('persistent_absence_term'),
          'term SEND latest 25.000 previous 50.000 year 10.000 running 40.000/20.000: better worse worse', 'a window has its own period');
set local goldenthread.today = '2026-05-01';
select results_eq($$select latest_starts_on, latest_shown, last_year_shown, running_starts_on, running_last_year_shown from kpi.scorecard
                     where kpi_id = 'persistent_absence_term'$$,
                  $$values (date '2026-01-01', 40.000, 20.000, date '2026-04-06', 50.000)$$, 'summer is compared with the summer before');
set local goldenthread.today = '2026-02-28';
select is(latest_starts_on, '2026-01-01', 'on its last day a month still runs') from kpi.scorecard where kpi_id = 'absence';
set local goldenthread.today = '2026-03-01';
select is(latest_starts_on, '2026-02-01', 'and is complete on the next') from kpi.scorecard where kpi_id = 'absence';
set local goldenthread.today = '2024-03-31';
select is(pg_temp.card('absence'), 'month SEND latest - previous - year - running -/-: unknown unknown unknown', 'nothing later than today');
set local goldenthread.today = '2026-03-10';

-- A stock is not a count that grows: what stands open is judged today.
select pg_temp.line(o.day, 'timetables_open', '106001', 'K', 'SEMH', 'primary', 'SEMH', o.n, o.since)
  from (values (date '2026-01-05', date '2026-01-05', 2), ('2026-02-10', '2026-02-10', 1), ('2026-03-02', '2026-01-05', -2)) o(day, since, n);
select is(pg_temp.card('timetables_open'), 'month SEND latest 3 previous 2 year - running 1/-: worse unknown better', 'a stock is judged while it runs');
select pg_temp.line('2026-02-20', 'first_contacts', 'RFT', '', '', '', 'SALT', 1, '2026-01-01'),
       pg_temp.line('2026-01-20', 'first_contacts', 'RFT', '', '', '', 'SALT', 1, '2026-01-01');
select is(pg_temp.card('first_contact_median_days'), 'month ALL latest 50 previous 19 year - running -/-: worse unknown unknown',
          'who has no SEN provision yet counts where everybody does');

-- Completeness: schools with marks on each school day over schools registered.
delete from reference.school;
delete from reference.school_day where day >= '2026-01-01';
insert into reference.school (org, phase) values ('106001', 'primary'), ('106002', 'primary'), ('106003', 'special');
insert into reference.school_day values ('2026-02-02'), ('2026-02-03'), ('2026-03-02'), ('2026-03-10'), ('2026-03-11');
select is(array[latest_completeness, running_completeness], array[0.0, 0.0], 'one school sent for one of two days') from kpi.scorecard where kpi_id = 'absence';
select pg_temp.line(day, 'sessions', '106001', 'K', '', 'primary', '#', 1) from unnest('{2026-02-03,2026-03-10}'::date[]) day;
select is(array[latest_completeness, running_completeness], array[33.3, 33.3], 'one school of three sent for each school day, any code')
  from kpi.scorecard where kpi_id = 'absence';
select pg_temp.line(day, 'sessions', org, 'N', '', 'primary', '/', 1)
  from unnest('{2026-02-02,2026-02-03}'::date[]) day, unnest('{106002,999999}'::text[]) org;
select is(array[latest_completeness, running_completeness], array[66.7, 33.3], 'a school that is not registered is not counted')
  from kpi.scorecard where kpi_id = 'absence';
select pg_temp.line('2026-02-03', 'sessions', '106002', 'N', '', 'primary', '/', -1);
select is(latest_completeness, 33.3, 'marks taken back were not sent') from kpi.scorecard where kpi_id = 'absence';
select is(count(*), 0::bigint, 'where no daily register is sent, nobody can tell')
  from kpi.scorecard join kpi.catalogue using (kpi_id)
 where stream <> 'absence' and coalesce(latest_completeness, running_completeness) is not null;
select is(running_completeness, 33.3, 'the term is judged by its own days') from kpi.scorecard where kpi_id = 'persistent_absence_term';
delete from reference.school;
select is(latest_completeness, null, 'without registered schools there is no share') from kpi.scorecard where kpi_id = 'absence';

-- Freshness
select is(array_agg(distinct newest_day), array[date '2026-03-10'], 'the newest day with marks, not after today')
  from kpi.scorecard join kpi.catalogue using (kpi_id) where stream = 'absence';
select is(array_agg(distinct newest_day), array[date '2026-03-02'], 'a stock that closes happened too')
  from kpi.scorecard join kpi.catalogue using (kpi_id) where stream = 'timetable';
select pg_temp.line('2026-03-05', 'advice_due', 'CDC', 'K', '', '', 'HEALTH', 1),
       pg_temp.line('2026-01-22', 'advice_outstanding', 'CDC', 'K', '', '', 'HEALTH', 1, '2026-01-22');
select is(array_agg(distinct newest_day), array[date '2026-01-22'], 'a deadline that comes is no news')
  from kpi.scorecard join kpi.catalogue using (kpi_id) where stream = 'advice';
select pg_temp.line('2026-02-10', 'advice_outstanding', 'CDC', 'K', '', '', 'HEALTH', 1, '2026-02-10'),
       pg_temp.line('2026-02-10', 'advice_outstanding', 'CDC', 'K', '', '', 'HEALTH', -1, '2026-02-10');
select is(array_agg(distinct newest_day), array[date '2026-01-22'], 'nor is a day on which all was taken back')
  from kpi.scorecard join kpi.catalogue using (kpi_id) where stream = 'advice';
insert into stream."offset" (consumer, topic, partition, next_offset, rules, updated_at)
values ('absence', 'absence', 0, 1, '1.1', '2026-03-10 08:00Z'), ('absence', 'absence', 1, 1, '1.1', '2026-03-10 09:30Z');
set local role goldenthread_performance;
select is(array_agg(distinct updated_at), array[timestamptz '2026-03-10 09:30Z'], 'and when the consumer last counted, for analysts too')
  from kpi.scorecard join kpi.catalogue using (kpi_id) where stream = 'absence';
select throws_ok('select * from stream."offset"', '42501', null, 'who see nothing else of it');
reset role;

select is(array_agg(kpi.trend(v, b, p)), array['unknown', 'unknown', 'same', 'same', 'unknown', 'better', 'worse', 'better', 'worse'], 'trends')
  from (values (null, 1, 'up'), (1, null, 'up'), (1, 1, 'up'), (1, 1, 'neutral'), (2, 1, 'neutral'), (2, 1, 'up'), (1, 2, 'up'),
               (1, 2, 'down'), (2, 1, 'down')) t(v, b, p);

select * from finish();
rollback;
