-- Windows: one count per child and term or academic year, on its first day; never rolled up.
begin;
\ir support/lines.psql
select plan(8);
set local goldenthread.today = '2026-01-10';

create function pg_temp.band(day date, span text, sen text, band text, value bigint) returns void
language sql as $$
    select pg_temp.line(day, 'attendance_band_' || span, '106001', sen, '', 'primary', band, value)
$$;
select pg_temp.band('2025-09-01', 'term', 'N', 'under10', 15), pg_temp.band('2025-09-01', 'term', 'N', '10to50', 4),
       pg_temp.band('2025-09-01', 'term', 'N', '50plus', 1), pg_temp.band('2025-09-01', 'term', 'K', 'under10', 2),
       pg_temp.band('2025-09-01', 'term', 'E', '50plus', 1);
select pg_temp.band('2026-01-01', 'term', 'N', '10to50', 1), pg_temp.band('2026-01-01', 'term', 'N', 'under10', 6),
       pg_temp.band('2026-04-06', 'term', 'N', 'under10', 3);
select pg_temp.band('2025-09-01', 'year', 'N', '10to50', 3), pg_temp.band('2025-09-01', 'year', 'N', 'under10', 5);

select results_eq($$select kpi_id, period, starts_on, ends_on, sen, numerator, denominator, shown from kpi.series
                     where kpi_id = 'persistent_absence_term' order by starts_on, sen$$,
                  $$values ('persistent_absence_term' collate "C", 'term' collate "C", date '2025-09-01', date '2025-12-31', 'ALL' collate "C", 6::bigint, 23::bigint, 26.087),
                           ('persistent_absence_term', 'term', '2025-09-01', '2025-12-31', 'E', 1, 1, 100.000),
                           ('persistent_absence_term', 'term', '2025-09-01', '2025-12-31', 'K', 0, 2, 0.000),
                           ('persistent_absence_term', 'term', '2025-09-01', '2025-12-31', 'N', 5, 20, 25.000),
                           ('persistent_absence_term', 'term', '2025-09-01', '2025-12-31', 'SEND', 1, 3, 33.333),
                           ('persistent_absence_term', 'term', '2026-01-01', '2026-04-05', 'ALL', 1, 7, 14.286),
                           ('persistent_absence_term', 'term', '2026-01-01', '2026-04-05', 'N', 1, 7, 14.286)$$,
                  'a term of its own for each, and none that begins after today');
select results_eq($$select starts_on, numerator, denominator from kpi.series
                     where kpi_id = 'severe_absence_term' and sen = 'ALL' order by starts_on$$,
                  $$values (date '2025-09-01', 2::bigint, 23::bigint), ('2026-01-01', 0, 7)$$,
                  'severe absence is half and more');
select results_eq($$select period, starts_on, ends_on, numerator, denominator from kpi.series
                     where kpi_id = 'persistent_absence_year' and sen = 'N'$$,
                  $$values ('academic-year' collate "C", date '2025-09-01', date '2026-08-31', 3::bigint, 8::bigint)$$,
                  'the year has its own measure');
select is_empty($$select * from kpi.series where kpi_id = 'severe_absence_year' and sen = 'SEND'$$,
                'no row for a group that was not measured');

select pg_temp.line('2025-09-01', 'illness_15d_children', '106001', 'K', 'ASD', 'primary', '', 3),
       pg_temp.line('2025-09-01', 'illness_15d_children', '106002', 'K', 'SLCN', 'secondary', '', 1);
select results_eq($$select period, sen, numerator, denominator, value, shown from kpi.series
                     where kpi_id = 'illness_15d_children' order by sen$$,
                  $$values ('academic-year' collate "C", 'ALL' collate "C", 4::bigint, null::bigint, 4::numeric, 4::numeric),
                           ('academic-year', 'K', 4, null, 4, 4), ('academic-year', 'SEND', 4, null, 4, 4)$$,
                  'children with 15 days of illness are a count');
select results_eq($$select dimension, member, numerator from kpi.breakdown
                     where kpi_id = 'illness_15d_children' and sen = 'K' order by 1, 2$$,
                  $$values ('detail' collate "C", '' collate "C", 4::bigint), ('locality' collate "C", '' collate "C", 4), ('need' collate "C", 'ASD' collate "C", 3), ('need' collate "C", 'SLCN' collate "C", 1),
                           ('org', '106001', 3), ('org', '106002', 1), ('phase', '', 4),
                           ('stage', 'primary', 3), ('stage', 'secondary', 1)$$,
                  'and broken down in their own period, by detail too');

-- The earliest start that an exclusion may have is of this year.
select pg_temp.line('1999-09-01', 'suspended_children_year', '106001', 'K', '', 'primary', '', 1);
select results_eq($$select starts_on, ends_on, numerator from kpi.series
                     where kpi_id = 'suspended_children_year' and sen = 'K'$$,
                  $$values (date '1999-09-01', date '2000-08-31', 1::bigint)$$,
                  'the year of 2000-01-01 begins before it');
set local goldenthread.today = '2025-08-31';
select is_empty($$select * from kpi.series where starts_on = '2025-09-01'$$, 'nothing of a year before it begins');

select * from finish();
rollback;
