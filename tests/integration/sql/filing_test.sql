-- What filing leaves: lines merged with equal ones that were filed before, sums that are those of the lines, and doubt
-- where somebody else had his hands in. And what only sums can get wrong in the views.
begin;
\ir support/lines.psql
-- Every test says itself when it files.
set local goldenthread.test_filing = off;
set local goldenthread.today = '2026-05-13';
select plan(21);

create function pg_temp.timetable(day date, value bigint, since date, known_on date, org text default '106001')
returns void language sql as $$
    select pg_temp.line(day, 'timetables_open', org, 'K', '', 'primary', 'SEMH', value, since, known_on)
$$;
create function pg_temp.waits(day date, value bigint, since date, sen text, service text) returns void language sql as $$
    select pg_temp.line(day, 'referrals_waiting', 'RFR', sen, '', 'primary', service, value, since)
$$;
create function pg_temp.file(stream text default null) returns void language sql as $$
    select count(*) from kpi.compact(stream)
$$;
create temp view sums as
    select 'day' as part, s::text as sum from kpi.day_sum s where value <> 0
     union all select 'segment', s::text from kpi.segment_sum s where value <> 0
     union all select 'school', s::text from kpi.school_sum s where value <> 0
     union all select 'child', s::text from kpi.child_sum s where value <> 0
     union all select 'stock', s::text from kpi.stock_sum s where value <> 0
     union all select 'register', s::text from kpi.register_sum s where value <> 0;

-- equal lines
select pg_temp.timetable('2026-04-03', 1, '2026-04-03', '2026-04-10'), pg_temp.marks('2026-04-03', 'K', '/', 2);
select pg_temp.file();
select pg_temp.timetable('2026-04-03', 1, '2026-04-03', '2026-04-10'), pg_temp.timetable('2026-04-03', 1, '2026-04-03', '2026-04-11'),
       pg_temp.timetable('2026-04-03', 1, '2026-04-04', '2026-04-10'), pg_temp.marks('2026-04-03', 'K', '/', 3),
       pg_temp.marks('2026-04-03', 'K', 'O', 1);
select set_eq($$select concat_ws(' ', partition, rows_before, rows_after) from kpi.compact()$$,
              array['kpi.ledger_2025 7 5'], 'rows are counted');
select set_eq($$select concat_ws(' ', measure, known_on, since, detail, value) from kpi.filed$$,
              array['sessions 2026-04-03 / 5', 'sessions 2026-04-03 O 1', 'timetables_open 2026-04-10 2026-04-03 SEMH 2',
                    'timetables_open 2026-04-11 2026-04-03 SEMH 1', 'timetables_open 2026-04-10 2026-04-04 SEMH 1'],
              'equal lines are merged with those filed before, others are not');
select pg_temp.marks('2026-04-03', 'K', '/', -5);
select pg_temp.file();
select is(count(*), 4::bigint, 'nil is not kept') from kpi.filed;
select pg_temp.timetable('2026-04-03', 4, '2026-04-03', '2026-04-10', '106009');
select pg_temp.file();
select pg_temp.timetable('2026-04-03', -1, '2026-04-03', '2026-04-11', '106009'),
       pg_temp.timetable('2026-04-04', 1, '2026-04-04', '2026-04-10', '106009');
select pg_temp.file();
select set_eq($$select concat_ws(' ', day, known_on, value) from kpi.filed where org = '106009'$$,
              array['2026-04-03 2026-04-10 4', '2026-04-03 2026-04-11 -1', '2026-04-04 2026-04-10 1'],
              'a correction is beside what it corrects');

-- sums
create temp table sums_of_five as select * from sums;
select is_empty($$select from kpi.day_sum join kpi.measure using (measure) where kind = 'stock'$$, 'no stock is among the flows');
update kpi.filing set sums_hold = false;
select pg_temp.file();
select bag_eq('select * from sums', 'select * from sums_of_five', 'made anew, the sums are what they were');

-- one stream, or all of them
select pg_temp.marks('2026-04-03', 'K', '/', 5), pg_temp.timetable('2026-04-03', 1, '2026-04-03', '2026-04-10');
select pg_temp.file('absence');
select is(string_agg(measure, ' '), 'timetables_open', 'only lines of the stream asked for are filed') from only kpi.ledger;
update kpi.filing set sums_hold = false;
select pg_temp.file('absence');
select is(count(*), 0::bigint, 'all of them where sums are made anew') from only kpi.ledger;

-- doubt
select is_empty($$select c.oid::regclass from pg_class c
                   where (c.relnamespace = 'kpi'::regnamespace and c.relkind = 'r' and c.relname like '%\_sum'
                          or c.oid = 'kpi.filed'::regclass
                          or c.oid in (select inhrelid from pg_inherits where inhparent = 'kpi.filed'::regclass))
                     and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'doubt_sums')$$,
                'sums and filed lines have who changes them seen');
delete from kpi.filed where false;
select is(sums_hold, false, 'they are not believed afterwards') from kpi.filing;
select throws_ok('insert into kpi.filed select * from kpi.filed limit 1', '23514', null, 'nobody puts a line beside the years');
delete from kpi.stock_sum;
select is(array_agg(numerator), array[9::bigint], 'doubted sums of stocks are not read') from kpi.series
 where kpi_id = 'timetables_open' and sen = 'ALL' and period = 'month' and starts_on = '2026-04-01';
delete from kpi.segment_sum;
select is(array_agg(numerator), array[6::bigint], 'nor those of flows') from kpi.series
 where kpi_id = 'sessions_possible' and sen = 'ALL' and period = 'month' and starts_on = '2026-04-01';

-- when it is due
select is(kpi.compaction_due(), true, 'filing is due when sums are doubted');
select pg_temp.file();
select is(kpi.compaction_due(), false, 'not when it has just been done');
update kpi.filing set compacted_at = null;
select is(kpi.compaction_due(), true, 'and when it never was');
update pg_class set reltuples = 3000 * 1024 where oid = 'kpi.ledger_2025'::regclass;
select cmp_ok(kpi.lines_that_may_wait(), '>=', 2999::bigint, 'a 1024th of what is filed may wait');

-- what sums by segment and lists could get wrong
delete from kpi.ledger;
select pg_temp.marks('2026-04-02', 'K', '/', 1);
select pg_temp.file();
select pg_temp.marks('2026-04-20', 'K', '/', 2);
select is(array_agg(format('%s %s', starts_on, numerator) order by starts_on), array['2026-01-01 1', '2026-04-06 2'],
          'what waits is of the term of its day, in a month of two terms')
  from kpi.series where kpi_id = 'sessions_possible' and sen = 'ALL' and period = 'term';
select pg_temp.timetable('2026-04-03', 1, '2026-04-03', '2026-04-10'), pg_temp.timetable('2026-04-03', 1, '2026-04-03', '2026-05-10');
select pg_temp.file();
select is(array_agg(numerator order by period), array[1, 1]::bigint[], 'of a stock is shown what was known')
  from kpi.as_known('2026-05-09')
 where kpi_id = 'timetables_open' and sen = 'K'
   and (period = 'month' and starts_on = '2026-04-01' or period = 'day' and starts_on = '2026-04-30');
insert into kpi.detail_word values ('service', 'OT'), ('service', 'SALT');
select kpi.define('waiting_ot', pg_temp.fields('{"kind": "stock", "unit": "count", "precision": "0",
                                                 "numerator": "referrals_waiting:OT", "denominator": null}'));
select pg_temp.waits('2026-04-02', 3, '2026-04-02', 'K', 'OT'), pg_temp.waits('2026-04-02', 1, '2026-04-02', 'K', 'SALT');
select pg_temp.file();
select is(array_agg(numerator), array[3::bigint], 'filed, a stock of one detail is that detail alone') from kpi.series
 where kpi_id = 'waiting_ot' and sen = 'ALL' and period = 'month' and starts_on = '2026-04-01';
delete from kpi.ledger;
select pg_temp.waits(first, 1, first - i * 37 % 90, sen, 'SALT'), pg_temp.waits(first + i * 29 % 40, -1, first - i * 37 % 90, sen, 'SALT')
  from (select i, date '2026-01-01' + i as first, (array['N', 'K', 'E', ''])[i % 4 + 1] as sen
          from generate_series(0, 119) i) w;
select set_eq($$select concat_ws(' ', starts_on, sen, shown, denominator) from kpi.series
                 where kpi_id = 'referrals_waiting_median_days' and period = 'day' and sen in ('ALL', 'K') and denominator > 0$$,
              $$select concat_ws(' ', d::date, g.sen, percentile_disc(0.5) within group (order by d::date - l.since), count(*))
                  from generate_series(date '2026-01-01', '2026-05-13', '1 day') d,
                       lateral (select since, l.sen, generate_series(1, sum(value)) from kpi.ledger l
                                 where l.measure = 'referrals_waiting' and l.day <= d group by l.since, l.sen) l
                  join kpi.sen_group g on g.provision = l.sen and g.sen in ('ALL', 'K')
                 group by d, g.sen$$,
              'the median of each day is that of the ages of who waits');

select * from finish();
rollback;
