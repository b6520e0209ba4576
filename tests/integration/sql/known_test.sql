-- What was known on a day, and what stood open on one.
begin;
\ir support/lines.psql
select plan(13);
set local goldenthread.today = '2025-10-31';

create function pg_temp.known(known_on date, kpi text default 'absence', of_sen text default 'ALL') returns text
language sql as $$
    select numerator || '/' || denominator from kpi.as_known(known_on)
     where kpi_id = kpi and period = 'month' and starts_on = '2025-09-01' and sen = of_sen
$$;
select pg_temp.marks('2025-09-08', 'N', '/', 8, '2025-09-08'), pg_temp.marks('2025-09-08', 'N', 'N', 2, '2025-09-08'),
       pg_temp.marks('2025-09-08', 'N', 'N', -1, '2025-09-12'), pg_temp.marks('2025-09-08', 'N', 'L', 1, '2025-09-12'),
       pg_temp.marks('2025-09-09', 'K', 'I', 1, '2025-10-20');

select is(pg_temp.known('2025-09-07'), null, 'before anything was sent nothing was known');
select is(pg_temp.known('2025-09-08'), '2/10', 'on the day itself');
select is(pg_temp.known('2025-09-11'), '2/10', 'until a correction comes');
select is(pg_temp.known('2025-09-12'), '1/10', 'from its day on it counts');
select is(pg_temp.known('2025-10-19', of_sen => 'K'), null, 'a late mark was not there');
select is(pg_temp.known('2025-10-20'), '2/11', 'until it came');
select is(pg_temp.known('infinity'), '2/11', 'all that is known');
select set_eq('select * from kpi.as_known(date ''infinity'')', 'select * from kpi.series', 'is the series');
set local goldenthread.today = '2025-09-08';
select is(pg_temp.known('2025-12-31'), '1/10', 'and nothing later than today is shown');

set local goldenthread.today = '2025-11-05';
select pg_temp.line('2025-09-10', 'timetables_open', '106001', 'K', 'SEMH', 'primary', 'SEMH', 1, '2025-09-10'),
       pg_temp.line('2025-10-20', 'timetables_open', '106001', 'K', 'SEMH', 'primary', 'SEMH', -1, '2025-09-10'),
       pg_temp.line('2025-09-10', 'timetables_open', '106001', 'K', 'SEMH', 'primary', 'SEMH', 1, '2025-09-10'),
       pg_temp.line('2025-11-06', 'timetables_open', '106001', 'E', '', 'primary', 'MEDICAL', 1, '2025-11-06');
select is(count(*), 0::bigint, 'nothing is open before it opens') from kpi.as_at('2025-09-09');
select set_eq($$select concat_ws(' ', measure, since, org, sen, need, stage, detail, value) from kpi.as_at('2025-10-19')$$,
              array['timetables_open 2025-09-10 106001 K SEMH primary SEMH 2'], 'two are open');
select set_eq($$select concat_ws(' ', measure, since, org, sen, need, stage, detail, value) from kpi.as_at('2025-10-20')$$,
              array['timetables_open 2025-09-10 106001 K SEMH primary SEMH 1'], 'one is left when the other closes');
select is(count(*), 1::bigint, 'a later day shows today') from kpi.as_at('2026-10-20');

select * from finish();
rollback;
