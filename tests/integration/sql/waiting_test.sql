-- The lists of what waits: referrals, part-time timetables, advice; and what may be summed.
begin;
\ir support/lines.psql
select plan(21);
set local goldenthread.today = '2026-03-10';

select results_eq($$select days, (kpi.week_band(days, '{6,18,52,104}')).* from unnest('{0,42,43,126,127,364,365,728,729}'::int[]) days$$,
                  $$values (0, 0, '0-6'), (42, 0, '0-6'), (43, 6, '6-18'), (126, 6, '6-18'), (127, 18, '18-52'), (364, 18, '18-52'),
                           (365, 52, '52-104'), (728, 52, '52-104'), (729, 104, 'over 104')$$,
                  'a band ends with its last day');
select is_empty('select * from kpi.waiting', 'nobody waits');
select is_empty('select * from kpi.waiting_list', 'on no list');

create function pg_temp.waits(service text, provider text, days int, n int, ends date default null) returns void language sql as $$
    select pg_temp.line(date '2026-03-10' - days, 'referrals_waiting', provider, '', '', 'primary', service, n, date '2026-03-10' - days);
    select pg_temp.line(ends, 'referrals_waiting', provider, '', '', 'primary', service, -n, date '2026-03-10' - days) where ends is not null
$$;
select pg_temp.waits('SALT', 'RFT', 0, 1), pg_temp.waits('SALT', 'RFT', 42, 2), pg_temp.waits('SALT', 'RFT', 43, 1),
       pg_temp.waits('SALT', 'RFT', 126, 3), pg_temp.waits('SALT', 'RFT', 127, 1), pg_temp.waits('SALT', 'RFT', 365, 1),
       pg_temp.waits('SALT', 'RFT', 100, 5, '2026-03-10'), pg_temp.waits('SALT', 'RFT', 50, 1, '2026-03-11'),
       pg_temp.waits('ND', 'RXE', 729, 2), pg_temp.waits('ND', 'RXE', 728, 1), pg_temp.waits('ND', '', 10, 1);
select results_eq('select * from kpi.waiting order by service, provider, from_weeks',
                  $$values ('ND' collate "C", '' collate "C", 0, '0-6' collate "C", 1::bigint, 10, 10), ('ND', 'RXE', 52, '52-104', 1, 728, 728),
                           ('ND', 'RXE', 104, 'over 104', 2, 729, 729), ('SALT', 'RFT', 0, '0-6', 3, 42, 42),
                           ('SALT', 'RFT', 6, '6-18', 5, 126, 126), ('SALT', 'RFT', 18, '18-52', 1, 127, 127),
                           ('SALT', 'RFT', 52, '52-104', 1, 365, 365)$$,
                  'by service, provider and band; who is seen today waits no more, who is seen tomorrow does');
select results_eq('select * from kpi.waiting_list order by service, provider',
                  $$values ('ND' collate "C", '' collate "C", 1::bigint, 10, 10, 0::bigint, 0::bigint, 0::bigint), ('ND', 'RXE', 3, 729, 729, 3, 3, 2),
                           ('SALT', 'RFT', 10, 50, 365, 2, 1, 0)$$,
                  'one row per service and provider');
select is(sum(waiting), (select numerator::numeric from kpi.series where kpi_id = 'referrals_waiting' and sen = 'ALL'
                          and period = 'month' and starts_on = '2026-03-01'), 'adds up to the KPI') from kpi.waiting;
select is(sum(waiting), 15::numeric, 'on an earlier day those wait who had come and had not been seen')
  from kpi.waiting_at('2026-01-26');
select is(array_agg(waiting), array[9::bigint], 'and have waited for less') from kpi.waiting_at('2026-01-26') where service = 'SALT' and band = '6-18';
select is(sum(waiting), (select sum(waiting) from kpi.waiting), 'a later day shows today') from kpi.waiting_at('2027-01-26');

-- part-time timetables
insert into reference.school (org, phase, name) values ('106301', 'secondary', 'Hill School');
create function pg_temp.opens(measure text, org text, days int, n int) returns void language sql as $$
    select pg_temp.line(date '2026-03-10' - days, measure, org, 'K', '', 'secondary', 'SEMH', n, date '2026-03-10' - days)
$$;
select pg_temp.opens('timetables_open', '106301', 42, 2), pg_temp.opens('timetables_open', '106301', 43, 1),
       pg_temp.opens('timetables_without_agreement', '106301', 43, 1), pg_temp.opens('timetables_below_hours', '106301', 42, 1),
       pg_temp.opens('timetables_open', '999999', 85, 1),
       pg_temp.line('2026-01-01', 'timetable_reviews', '106301', 'K', '', 'secondary', 'SEMH', 1, '2026-02-01');
select results_eq('select * from kpi.part_time order by org, from_weeks',
                  $$values ('106301' collate "C", 'Hill School', 'secondary' collate "C", 0, '0-6' collate "C", 2::bigint, 0::bigint, 1::bigint),
                           ('106301', 'Hill School', 'secondary', 6, '6-12', 1, 1, 0), ('999999', '', '', 12, 'over 12', 1, 0, 0)$$,
                  'open timetables by school and band of weeks');

-- advice
select pg_temp.line(date '2026-03-10' - a.days, a.measure, 'CDC', 'E', '', '', a.strand, a.n, date '2026-03-10' - a.days)
  from (values ('advice_outstanding', 'HEALTH', 35, 2), ('advice_outstanding_net', 'HEALTH', 35, 1), ('advice_outstanding', 'EP', 36, 1),
               ('advice_outstanding_net', 'EP', 36, 1), ('advice_outstanding', 'EP', 43, 4), ('advice_outstanding_net', 'EP', 43, 3),
               ('advice_outstanding', 'EP', 85, 1)) a(measure, strand, days, n);
select results_eq('select * from kpi.advice_waiting order by provider, strand, from_weeks',
                  $$values ('CDC' collate "C", 'EP' collate "C", 5, '5-6' collate "C", 1::bigint, 1::bigint, 36), ('CDC', 'EP', 6, '6-12', 4, 3, 43),
                           ('CDC', 'EP', 12, 'over 12', 1, 0, 85), ('CDC', 'HEALTH', 0, '0-5', 2, 1, 35)$$,
                  'advice outstanding by provider, strand and band of weeks');
select is(sum(without_exemption), (select numerator::numeric from kpi.series where kpi_id = 'advice_overdue' and sen = 'ALL'
                                    and period = 'month' and starts_on = '2026-03-01'), 'past six weeks it is overdue')
  from kpi.advice_waiting where from_weeks >= 6;

-- every column is explained, and what may be summed is said
select is_empty($$select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                   where c.oid in ('kpi.scorecard'::regclass, 'kpi.waiting'::regclass, 'kpi.waiting_list'::regclass,
                                   'kpi.part_time'::regclass, 'kpi.advice_waiting'::regclass)
                     and a.attnum > 0 and col_description(c.oid, a.attnum) is null$$, 'no column without a comment');
select is_empty($$select c.relname from pg_class c where c.relkind = 'v' and c.relnamespace = 'kpi'::regnamespace
                     and obj_description(c.oid) is null and c.relname <> 'selection'$$, 'no view without one');
select results_eq($$select kpi_id, adds_over_members, adds_over_periods from kpi.catalogue
                     where kpi_id in ('suspensions', 'absence', 'timetables_open', 'suspended_children_term') order by 1$$,
                  $$values ('absence' collate "C", false, false), ('suspended_children_term', false, false), ('suspensions', true, true),
                           ('timetables_open', true, false)$$, 'counts add up, stocks not over time, ratios and windows not at all');
select is(count(*), (select count(*) from kpi.definition), 'the catalogue has every KPI') from kpi.catalogue;

set local role goldenthread_performance;
select isnt_empty('select * from ' || v, 'an analyst reads ' || v)
  from unnest('{kpi.waiting,kpi.waiting_list,kpi.part_time,kpi.advice_waiting,kpi.catalogue}'::text[]) v;
reset role;

select * from finish();
rollback;
