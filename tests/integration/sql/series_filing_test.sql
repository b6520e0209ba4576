-- Filed lines, and lines that came since: on any day, also in the middle of a month, the views show of the sums what
-- they show of the lines.
begin;
\ir support/lines.psql
select plan(9);

create function pg_temp.mark(day date, org text, sen text, code text, n bigint) returns void language sql as $$
    select pg_temp.line(day, 'sessions', org, sen, case sen when 'N' then '' else 'ASD' end, 'primary', code, n)
$$;
create function pg_temp.contact(received date, contacted date, n bigint, sen text default 'K') returns void language sql as $$
    select pg_temp.line(contacted, 'first_contacts', 'RFR', sen, 'SLCN', 'primary', 'SALT', n, received)
$$;
create function pg_temp.timetable(day date, org text, sen text, n bigint, since date) returns void language sql as $$
    select pg_temp.line(day, 'timetables_open', org, sen, 'SEMH', 'primary', 'SEMH', n, since)
$$;
create function pg_temp.referral(received date, closed date, sen text, service text) returns void language sql as $$
    select pg_temp.line(received, 'referrals_waiting', 'RFR', sen, 'SLCN', 'primary', service, 1, received);
    select pg_temp.line(closed, 'referrals_waiting', 'RFR', sen, 'SLCN', 'primary', service, -1, received)
     where closed is not null
$$;
-- What the views show on a day when the sums are believed, or else.
create function pg_temp.shown(today date, of_sums boolean) returns table (part text, shown text) language plpgsql as $$
begin
    perform set_config('goldenthread.today', today::text, true);
    update kpi.filing set sums_hold = of_sums;
    return query select 'series', v::text from kpi.series v
       union all select 'breakdown', v::text from kpi.breakdown v
       union all select 'scorecard', v::text from kpi.scorecard_of('ALL') v;
end
$$;
create function pg_temp.differences(today date) returns bigint language sql as $$
    with sums as materialized (select * from pg_temp.shown(today, true)),
         lines as materialized (select * from pg_temp.shown(today, false))
    select (select count(*) from ((select * from sums except all select * from lines)
                                  union all (select * from lines except all select * from sums)) d)
           + (select (count(*) = 0)::int from sums where part = 'series')
$$;

-- Filed: a year ago, in the month of the tests' todays before and after each, and in the future.
select pg_temp.mark('2025-05-06', '106001', 'K', '/', 5), pg_temp.mark('2026-05-05', '106001', 'K', 'I', 2),
       pg_temp.mark('2026-05-12', '106001', 'N', '/', 7), pg_temp.mark('2026-05-12', '106002', 'E', 'O', 1),
       pg_temp.mark('2026-05-20', '106002', 'E', '/', 4), pg_temp.mark('2026-06-09', '106001', 'K', '/', 3),
       pg_temp.contact('2026-01-05', '2026-05-11', 2), pg_temp.contact('2026-02-02', '2026-05-13', 3),
       pg_temp.contact('2026-03-02', '2026-05-21', 1, ''), pg_temp.contact('2025-12-01', '2026-04-01', 1),
       pg_temp.timetable('2026-04-20', '106001', 'K', 1, '2026-04-20'), pg_temp.timetable('2026-05-12', '106001', 'K', -1, '2026-04-20'),
       pg_temp.timetable('2026-05-13', '106002', 'E', 1, '2026-05-13'), pg_temp.timetable('2026-06-30', '106002', 'E', -1, '2026-05-13'),
       pg_temp.referral('2025-02-03', null, 'K', 'SALT'), pg_temp.referral('2026-03-20', '2026-05-12', 'K', 'OT'),
       pg_temp.referral('2026-04-01', '2026-06-02', 'E', 'SALT'), pg_temp.referral('2026-05-12', '2026-05-29', 'E', 'OT'),
       pg_temp.referral('2026-05-05', '2026-05-07', 'N', 'SALT');
select count(*) from kpi.compact() \g /dev/null
-- Since then: corrections of filed marks to nothing and more, and later lines on both sides of each today.
insert into kpi.ledger (day, known_on, measure, since, org, sen, need, stage, detail, value) values
    ('2026-05-12', '2026-05-14', 'sessions', null, '106002', 'E', 'ASD', 'primary', 'O', -1),
    ('2026-05-12', '2026-05-14', 'sessions', null, '106002', 'E', 'ASD', 'primary', 'I', 1),
    ('2026-05-20', '2026-05-20', 'sessions', null, '106002', 'E', 'ASD', 'primary', '/', -4),
    ('2026-05-13', '2026-05-14', 'sessions', null, '106003', '', '', '', 'L', 6),
    ('2026-05-21', '2026-05-14', 'sessions', null, '106003', '', '', '', 'L', 2),
    ('2026-05-13', '2026-05-14', 'first_contacts', '2026-02-02', 'RFR', 'K', 'SLCN', 'primary', 'SALT', -3),
    ('2026-05-22', '2026-05-14', 'first_contacts', '2026-02-02', 'RFR', 'K', 'SLCN', 'primary', 'SALT', 3),
    ('2026-05-12', '2026-05-14', 'referrals_waiting', '2026-03-20', 'RFR', 'K', 'SLCN', 'primary', 'OT', 1),
    ('2026-05-19', '2026-05-14', 'referrals_waiting', '2026-03-20', 'RFR', 'K', 'SLCN', 'primary', 'OT', -1),
    ('2026-04-01', '2026-05-14', 'referrals_waiting', '2026-04-01', 'RFR', 'E', 'SLCN', 'primary', 'SALT', -1),
    ('2026-06-02', '2026-05-14', 'referrals_waiting', '2026-04-01', 'RFR', 'E', 'SLCN', 'primary', 'SALT', 1),
    ('2026-05-13', '2026-05-14', 'timetables_open', '2026-05-13', '106002', 'E', 'SEMH', 'primary', 'SEMH', -1),
    ('2026-05-11', '2026-05-14', 'timetables_open', '2026-05-11', '106001', 'N', 'SEMH', 'primary', 'SEMH', 1),
    ('2026-05-11', '2026-05-14', 'timetables_open', '2026-05-11', '106003', 'N', 'SEMH', 'primary', 'SEMH', -1);

select is(pg_temp.differences(day), 0::bigint, format('the same on %s', day))
  from unnest('{2026-05-11,2026-05-12,2026-05-31,2026-07-14}'::date[]) day;
update kpi.filing set sums_hold = true;
set local goldenthread.today = '2026-05-13';
select is(string_agg(format('%s=%s/%s', member, numerator, denominator), ' ' order by member), '106001=2/9 106002=1/1 106003=0/6',
          'in the middle of a month what is filed of its later days is not shown')
  from kpi.breakdown where kpi_id = 'absence' and dimension = 'org' and sen = 'ALL' and period = 'month' and starts_on = '2026-05-01';
select is(numerator, 0::bigint, 'two places that cancel out were measured, filed or not')
  from kpi.series where kpi_id = 'timetables_open' and sen = 'N' and period = 'month' and starts_on = '2026-05-01';
select is(numerator, 0::bigint, 'who came and went within one month was measured, filed or not')
  from kpi.series where kpi_id = 'referrals_waiting' and sen = 'N' and period = 'month' and starts_on = '2026-05-01';
select is(array_agg(format('%s %s', sen, denominator) order by sen), array['ALL 3', 'E 1', 'K 2', 'N 0', 'SEND 3'],
          'what is open today is filed, less what is taken back, with what came since')
  from kpi.series where kpi_id = 'referrals_waiting_median_days' and period = 'day' and starts_on = '2026-05-13';
select is(array_agg(shown order by dimension), array[126, 126, 126, 126, 126, 126]::numeric[], 'a median counts each line as often as its value')
  from kpi.breakdown where kpi_id = 'first_contact_median_days' and sen = 'K' and period = 'month' and starts_on = '2026-05-01';

select * from finish();
rollback;
