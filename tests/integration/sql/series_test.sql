-- Flows: sums over the days of a period, up to today.
begin;
\ir support/lines.psql
select plan(27);
set local goldenthread.today = '2026-05-01';

create function pg_temp.row_of(kpi text, of_period text, of_sen text, of_day date) returns text
language sql as $$
    select format('%s/%s %s %s', coalesce(numerator::text, '-'), coalesce(denominator::text, '-'),
                  coalesce(round(value, 9)::text, '-'), coalesce(shown::text, '-'))
      from kpi.series
     where kpi_id = kpi and period = of_period and sen = of_sen and of_day between starts_on and ends_on
$$;

-- Two Mondays of autumn, one of spring; a mark of a child whose SEN status is unknown.
select pg_temp.marks('2025-09-08', 'N', '/', 14), pg_temp.marks('2025-09-08', 'N', 'I', 2),
       pg_temp.marks('2025-09-08', 'K', '/', 5), pg_temp.marks('2025-09-08', 'K', 'O', 1),
       pg_temp.marks('2025-09-08', 'E', 'V', 1), pg_temp.marks('2025-09-08', 'E', 'C2', 2),
       pg_temp.marks('2025-09-08', '', 'L', 1), pg_temp.marks('2025-09-08', '', 'U', 2);
select pg_temp.marks('2025-10-06', 'E', '#', 8), pg_temp.marks('2026-01-05', 'K', '\', 7),
       pg_temp.marks('2026-01-05', 'K', 'N', 1);

select is(pg_temp.row_of('absence', 'day', 'N', '2025-09-08'), '2/16 12.500000000 12.500', 'N is N alone');
select is(pg_temp.row_of('absence', 'day', 'K', '2025-09-08'), '1/6 16.666666667 16.667', 'K is K alone');
select is(pg_temp.row_of('absence', 'day', 'E', '2025-09-08'), '2/3 66.666666667 66.667', 'E is E alone');
select is(pg_temp.row_of('absence', 'day', 'SEND', '2025-09-08'), '3/9 33.333333333 33.333', 'SEND is K and E');
select is(pg_temp.row_of('absence', 'day', 'ALL', '2025-09-08'), '7/28 25.000000000 25.000',
          'ALL is everybody, unknown included');
select is_empty($$select * from kpi.series where sen not in ('N', 'K', 'E', 'SEND', 'ALL')$$,
                'unknown alone has no row');

-- periods
select results_eq($$select period, starts_on, ends_on, numerator, denominator from kpi.series
                     where kpi_id = 'absence' and sen = 'K' order by period, starts_on$$,
                  $$values ('academic-year' collate "C", date '2025-09-01', date '2026-08-31', 2::bigint, 14::bigint),
                           ('calendar-year', '2025-01-01', '2025-12-31', 1, 6),
                           ('calendar-year', '2026-01-01', '2026-12-31', 1, 8),
                           ('day', '2025-09-08', '2025-09-08', 1, 6),
                           ('day', '2026-01-05', '2026-01-05', 1, 8),
                           ('financial-year', '2025-04-01', '2026-03-31', 2, 14),
                           ('month', '2025-09-01', '2025-09-30', 1, 6),
                           ('month', '2026-01-01', '2026-01-31', 1, 8),
                           ('term', '2025-09-01', '2025-12-31', 1, 6),
                           ('term', '2026-01-01', '2026-04-05', 1, 8)$$,
                  'a flow is summed over every kind of period, and no period without a mark has a row');

-- what the register divides
select is(pg_temp.row_of('attendance', 'day', 'ALL', '2025-09-08'), '21/28 75.000000000 75.000',
          'attending is present, late and approved activity');
select is(pg_temp.row_of('sessions_present', 'day', 'ALL', '2025-09-08'), '20/28 71.428571429 71.429', 'present');
select is(pg_temp.row_of('sessions_late', 'day', 'ALL', '2025-09-08'), '3/28 10.714285714 10.714', 'late is L and U');
select is(pg_temp.row_of('absence_unauthorised', 'day', 'ALL', '2025-09-08'), '3/28 10.714285714 10.714',
          'unauthorised');
select is(pg_temp.row_of('absence_authorised', 'day', 'ALL', '2025-09-08'), '4/28 14.285714286 14.286',
          'authorised');
select is(pg_temp.row_of('c2_sessions', 'day', 'ALL', '2025-09-08'), '2/28 71.428571429 71.429',
          'per 1,000 is ten times a percentage');
select is(pg_temp.row_of('sessions_possible', 'day', 'ALL', '2025-09-08'), '28/- 28.000000000 28',
          'a count has no denominator');
select is(pg_temp.row_of('code_present_pm', 'term', 'K', '2026-01-05'), '7/8 87.500000000 87.500',
          'the afternoon has its code');

select pg_temp.line('2025-09-08', 'health_part_time_sessions', '106001', 'E', 'SEMH', 'primary', 'MENTAL', 1);
select is(pg_temp.row_of('absence_health', 'day', 'E', '2025-09-08'), '1/3 33.333333333 33.333',
          'terms of several measures add up');

-- a row exists where something was measured
select is(pg_temp.row_of('code_g', 'day', 'ALL', '2025-09-08'), '0/28 0.000000000 0.000',
          'measured, and none found, is 0');
select is(pg_temp.row_of('absence', 'day', 'E', '2025-10-06'), '0/0 - -',
          'marks that are not possible sessions make a row without a value');
select is(pg_temp.row_of('sessions_possible', 'day', 'E', '2025-10-06'), '0/- 0.000000000 0', 'or a count of 0');
select is(pg_temp.row_of('absence', 'day', 'ALL', '2025-09-09'), null, 'nothing sent is no row');
select pg_temp.marks('2025-10-06', 'E', '#', -8, '2025-10-09');
select is(pg_temp.row_of('absence', 'day', 'E', '2025-10-06'), null, 'what was taken back makes no row');
select pg_temp.marks('2025-10-13', 'E', 'N', 1), pg_temp.marks('2025-10-13', 'E', 'N', -1, '2025-10-15'),
       pg_temp.marks('2025-10-13', 'E', 'I', 1, '2025-10-15');
select is(pg_temp.row_of('code_n', 'day', 'E', '2025-10-13'), '0/1 0.000000000 0.000', 'a code corrected away is 0');

-- half up
select pg_temp.marks('2025-11-03', 'N', 'I', 1), pg_temp.marks('2025-11-03', 'N', '/', 15),
       pg_temp.marks('2025-11-04', 'N', 'I', 1), pg_temp.marks('2025-11-04', 'N', '/', 1999),
       pg_temp.marks('2025-11-05', 'N', 'I', 13), pg_temp.marks('2025-11-05', 'N', '/', 79987);
select is(pg_temp.row_of('absence', 'day', 'N', '2025-11-03'), '1/16 6.250000000 6.250', 'exact stays');
select is(pg_temp.row_of('absence', 'day', 'N', '2025-11-04'), '1/2000 0.050000000 0.050', 'to three decimals');
select is(pg_temp.row_of('absence', 'day', 'N', '2025-11-05'), '13/80000 0.016250000 0.016', 'down below the half');
select pg_temp.marks('2025-11-06', 'N', 'I', 1), pg_temp.marks('2025-11-06', 'N', '/', 39999);
select is(pg_temp.row_of('absence', 'day', 'N', '2025-11-06'), '1/40000 0.002500000 0.003', 'up at the half');

-- today
set local goldenthread.today = '2025-10-06';
select is(pg_temp.row_of('absence', 'academic-year', 'ALL', '2025-09-08'), '7/28 25.000000000 25.000',
          'a period that runs is whole by name and ends with today by value');

select * from finish();
rollback;
