-- The same numbers by org, need, stage, phase, locality and detail.
begin;
\ir support/lines.psql
select plan(17);
set local goldenthread.today = '2026-04-20';

insert into reference.school (org, phase, locality, name) values
    ('106201', 'primary', 'north', 'One'), ('106202', 'special', 'north', 'Two'), ('106203', 'primary', '', 'Three');

create function pg_temp.mark(day date, org text, sen text, need text, stage text, code text, n bigint) returns void
language sql as $$select pg_temp.line(day, 'sessions', org, sen, need, stage, code, n)$$;
select pg_temp.mark('2026-04-02', '106201', 'N', '', 'primary', '/', 9),
       pg_temp.mark('2026-04-02', '106201', 'N', '', 'primary', 'I', 1),
       pg_temp.mark('2026-04-02', '106202', 'E', 'ASD', 'secondary', 'O', 1),
       pg_temp.mark('2026-04-02', '106202', 'E', 'ASD', 'secondary', '\', 3),
       pg_temp.mark('2026-04-14', '106203', 'K', 'SEMH', 'primary', '/', 1),
       pg_temp.mark('2026-04-14', '999999', '', '', '', 'C2', 2),
       pg_temp.mark('2026-04-14', '106203', 'K', 'SLCN', 'primary', 'X', 5),
       pg_temp.mark('2026-04-21', '106201', 'N', '', 'primary', 'I', 100);

create function pg_temp.members(kpi text, of_dimension text, of_sen text, of_period text, of_day date) returns text
language sql as $$
    select string_agg(format('%s=%s/%s', member, numerator, coalesce(denominator::text, '-')), ' ' order by member)
      from kpi.breakdown
     where kpi_id = kpi and dimension = of_dimension and sen = of_sen and period = of_period
       and of_day between starts_on and ends_on
$$;

select is(pg_temp.members('absence', 'org', 'ALL', 'month', '2026-04-01'),
          '106201=1/10 106202=1/4 106203=0/1 999999=2/2', 'by org');
select is(pg_temp.members('absence', 'phase', 'ALL', 'month', '2026-04-01'),
          '=2/2 primary=1/11 special=1/4', 'by phase, unknown schools as member ''''');
select is(pg_temp.members('absence', 'locality', 'ALL', 'month', '2026-04-01'),
          '=2/3 north=2/14', 'by locality, schools without one as well');
select is(pg_temp.members('absence', 'need', 'ALL', 'month', '2026-04-01'),
          '=3/12 ASD=1/4 SEMH=0/1 SLCN=0/0', 'by need, and a need without a possible session has a row');
select is(pg_temp.members('absence', 'stage', 'ALL', 'month', '2026-04-01'),
          '=2/2 primary=1/11 secondary=1/4', 'by stage');
select is(pg_temp.members('absence', 'need', 'SEND', 'month', '2026-04-01'), 'ASD=1/4 SEMH=0/1 SLCN=0/0',
          'within a SEN group');
select is(pg_temp.members('absence', 'org', 'K', 'month', '2026-04-01'), '106203=0/1',
          'only members that were measured in it');
select is(pg_temp.members('absence', 'org', 'ALL', 'term', '2026-01-01'), '106201=1/10 106202=1/4',
          'Easter divides April between two terms');
select is(pg_temp.members('absence', 'org', 'ALL', 'term', '2026-04-06'), '106203=0/1 999999=2/2', 'on both sides');
select is(pg_temp.members('absence', 'phase', 'ALL', 'financial-year', '2026-04-01'),
          '=2/2 primary=1/11 special=1/4', 'a longer period is the sum');
select is_empty($$select * from kpi.breakdown where period = 'day'$$, 'days are not broken down');
select set_eq($$select distinct dimension from kpi.breakdown$$,
              array['org', 'need', 'stage', 'phase', 'locality'], 'a KPI that chooses codes has no dimension detail');
select is(value, 100::numeric * 1 / 11, 'the value is exact') from kpi.breakdown
 where kpi_id = 'absence' and dimension = 'phase' and member = 'primary' and sen = 'ALL' and period = 'month';
select is(shown, 9.091, 'and shown rounded') from kpi.breakdown
 where kpi_id = 'absence' and dimension = 'phase' and member = 'primary' and sen = 'ALL' and period = 'month';

select is(sum(numerator), (select numerator::numeric from kpi.series
                            where kpi_id = 'code_i' and period = 'month' and sen = 'ALL' and starts_on = '2026-04-01'),
          'the members of a dimension add up to the series')
  from kpi.breakdown where kpi_id = 'code_i' and period = 'month' and sen = 'ALL' and dimension = 'org';

-- by detail, and a stock
select kpi.define('suspensions', pg_temp.fields('{"unit": "count", "denominator": null, "precision": "0",
                                                  "numerator": "suspensions"}')),
       kpi.define('timetables_open', pg_temp.fields('{"unit": "count", "denominator": null, "precision": "0",
                                                      "kind": "stock", "numerator": "timetables_open"}'));
select pg_temp.line('2026-04-02', 'suspensions', '106201', 'K', 'SEMH', 'primary', 'PP', 2),
       pg_temp.line('2026-04-02', 'suspensions', '106202', 'K', 'SEMH', 'primary', 'DB', 1),
       pg_temp.line('2026-02-02', 'timetables_open', '106201', 'K', 'SEMH', 'primary', 'MEDICAL', 1, '2026-02-02'),
       pg_temp.line('2026-04-03', 'timetables_open', '106201', 'K', 'SEMH', 'primary', 'MEDICAL', -1, '2026-02-02'),
       pg_temp.line('2026-03-02', 'timetables_open', '106202', 'K', 'SEMH', 'secondary', 'SEMH', 1, '2026-03-02');
select is(pg_temp.members('suspensions', 'detail', 'K', 'month', '2026-04-01'), 'DB=1/- PP=2/-', 'by detail');
select is(array[pg_temp.members('timetables_open', 'org', 'K', 'month', '2026-03-01'),
                pg_temp.members('timetables_open', 'phase', 'K', 'term', '2026-03-01'),
                pg_temp.members('timetables_open', 'stage', 'ALL', 'month', '2026-04-01'),
                pg_temp.members('timetables_open', 'detail', 'ALL', 'month', '2026-02-01')],
          array['106201=1/- 106202=1/-', 'primary=0/- special=1/-', 'primary=0/- secondary=1/-', 'MEDICAL=1/-'],
          'a stock at the end of each period, 0 where it has closed');

select * from finish();
rollback;
