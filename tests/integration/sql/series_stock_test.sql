-- Stocks: what stands open on the last day of a period, or today; age counts from `since`.
begin;
\ir support/lines.psql
select plan(35);

insert into kpi.detail_word values ('service', 'SALT'), ('service', 'OT');

create function pg_temp.define(id text, kind text, unit text, places text, numerator text, denominator text default null)
returns void language sql as $$
    select kpi.define(id, pg_temp.fields(jsonb_build_object('kind', kind, 'unit', unit, 'precision', places,
                                                            'numerator', numerator, 'denominator', denominator)))
$$;
select pg_temp.define('open', 'stock', 'count', '0', 'timetables_open'),
       pg_temp.define('open_median', 'stock', 'median-days', '0', 'timetables_open'),
       pg_temp.define('over_6_weeks', 'stock', 'count', '0', 'timetables_open > 42'),
       pg_temp.define('reviews_overdue', 'stock', 'count', '0', 'timetable_reviews > 0'),
       pg_temp.define('waiting', 'stock', 'count', '0', 'referrals_waiting'),
       pg_temp.define('waiting_salt', 'stock', 'count', '0', 'referrals_waiting:SALT'),
       pg_temp.define('over_18_weeks', 'stock', 'percent', '1', 'referrals_waiting > 126', 'referrals_waiting'),
       pg_temp.define('within_2_weeks', 'stock', 'count', '0', 'referrals_waiting <= 14'),
       pg_temp.define('wait_median', 'stock', 'median-days', '0', 'referrals_waiting'),
       pg_temp.define('wait_mean', 'stock', 'mean-days', '1', 'referrals_waiting'),
       pg_temp.define('contact_18_weeks', 'flow', 'percent', '1', 'first_contacts <= 126', 'first_contacts'),
       pg_temp.define('contact_late', 'flow', 'count', '0', 'first_contacts > 126'),
       pg_temp.define('contact_median', 'flow', 'median-days', '0', 'first_contacts'),
       pg_temp.define('contact_mean', 'flow', 'mean-days', '1', 'first_contacts:SALT');

create function pg_temp.timetable(measure text, org text, sen text, opens date, closes date, since date) returns void
language sql as $$
    select pg_temp.line(opens, measure, org, sen, 'SEMH', 'secondary', 'SEMH', 1, since);
    select pg_temp.line(closes, measure, org, sen, 'SEMH', 'secondary', 'SEMH', -1, since) where closes is not null
$$;
create function pg_temp.referral(service text, received date, ends date) returns void
language sql as $$
    select pg_temp.line(received, 'referrals_waiting', 'RFR', 'K', 'SLCN', 'primary', service, 1, received);
    select pg_temp.line(ends, 'referrals_waiting', 'RFR', 'K', 'SLCN', 'primary', service, -1, received)
     where ends is not null
$$;
create function pg_temp.shown(kpi text, of_day date, of_sen text default 'ALL', of_period text default 'day') returns text
language sql as $$
    select format('%s/%s %s', coalesce(numerator::text, '-'), coalesce(denominator::text, '-'), coalesce(shown::text, '-'))
      from kpi.series
     where kpi_id = kpi and period = of_period and sen = of_sen and of_day between starts_on and ends_on
$$;

select pg_temp.timetable('timetables_open', '106101', 'K', '2025-09-10', '2025-10-20', '2025-09-10'),
       pg_temp.timetable('timetables_open', '106102', 'E', '2025-10-01', null, '2025-10-01'),
       pg_temp.timetable('timetables_open', '106102', 'E', '2026-01-10', null, '2026-01-10');
set local goldenthread.today = '2025-11-05';

select is(pg_temp.shown('open', '2025-09-09'), null, 'no row before the first opens');
select is(pg_temp.shown('open', '2025-09-10'), '1/- 1', 'open on its first day');
select is(pg_temp.shown('open', '2025-10-01'), '2/- 2', 'two are open');
select is(pg_temp.shown('open', '2025-10-19'), '2/- 2', 'until the day before the first closes');
select is(pg_temp.shown('open', '2025-10-20'), '1/- 1', 'the closing day is not part of it');
select is(pg_temp.shown('open', '2025-10-20', 'K'), '0/- 0', 'none open any more is 0');
select is(pg_temp.shown('open_median', '2025-10-20', 'K'), '-/0 -', 'and nothing has no median');
select is(pg_temp.shown('open', '2025-10-20', 'SEND'), '1/- 1', 'SEND is K and E');
select is(pg_temp.shown('open', '2025-09-10', 'N'), null, 'never open is no row');
select is(pg_temp.shown('open', '2025-11-05'), '1/- 1', 'there is a row today');
select is(pg_temp.shown('open', '2025-11-06'), null, 'and none tomorrow');
select results_eq($$select period, starts_on, ends_on, numerator from kpi.series
                     where kpi_id = 'open' and sen = 'ALL' and period <> 'day' order by 1, 2$$,
                  $$values ('academic-year' collate "C", date '2025-09-01', date '2026-08-31', 1::bigint),
                           ('calendar-year', '2025-01-01', '2025-12-31', 1),
                           ('financial-year', '2025-04-01', '2026-03-31', 1),
                           ('month', '2025-09-01', '2025-09-30', 1),
                           ('month', '2025-10-01', '2025-10-31', 1),
                           ('month', '2025-11-01', '2025-11-30', 1),
                           ('term', '2025-09-01', '2025-12-31', 1)$$,
                  'every period from the first opening to the one with today, at its end or today');
select is(count(*), 57::bigint, 'a day is a period too') from kpi.series
 where kpi_id = 'open' and sen = 'ALL' and period = 'day';

-- age
set local goldenthread.today = '2025-11-13';
select is(pg_temp.shown('over_6_weeks', '2025-10-22'), '0/- 0', 'what closed on day 40 was never over 42 days');
select is(pg_temp.shown('over_6_weeks', '2025-11-12'), '0/- 0', 'on day 42 it is not over 42 days');
select is(pg_temp.shown('over_6_weeks', '2025-11-13'), '1/- 1', 'on day 43 it is');
set local goldenthread.today = '2025-11-12';
select is(pg_temp.shown('over_6_weeks', '2025-11-12', of_period => 'month'), '0/- 0', 'today ages the stock');
select pg_temp.timetable('timetable_reviews', '106101', 'K', '2025-10-01', '2025-11-01', '2025-10-15'),
       pg_temp.timetable('timetable_reviews', '106101', 'E', '2025-10-01', '2025-11-01', '2025-09-20');
select is(pg_temp.shown('reviews_overdue', '2025-10-15', 'K'), '0/- 0', 'a review is not overdue on its day');
select is(pg_temp.shown('reviews_overdue', '2025-10-16', 'K'), '1/- 1', 'but on the next');
select is(pg_temp.shown('reviews_overdue', '2025-11-01', 'K'), '0/- 0', 'until the timetable ends');
select is(pg_temp.shown('reviews_overdue', '2025-10-01', 'E'), '1/- 1',
          'a review planned before the start is overdue from the start');

-- ratios, medians and means of ages
select pg_temp.referral('SALT', '2025-06-01', null), pg_temp.referral('SALT', '2025-09-11', '2025-10-11'),
       pg_temp.referral('OT', '2025-09-21', null);
select is(pg_temp.shown('waiting', '2025-10-05'), '3/- 3', 'three wait');
select is(pg_temp.shown('waiting_salt', '2025-10-05'), '2/- 2', 'two of them for one service');
select is(pg_temp.shown('over_18_weeks', '2025-10-05'), '0/3 0.0', 'after 126 days one is not over 18 weeks');
select is(pg_temp.shown('over_18_weeks', '2025-10-06'), '1/3 33.3', 'after 127 days it is');
select is(pg_temp.shown('within_2_weeks', '2025-10-05'), '1/- 1', 'on day 14 one is within two weeks');
select is(pg_temp.shown('within_2_weeks', '2025-10-06'), '0/- 0', 'on day 15 no more');
select is(pg_temp.shown('wait_median', '2025-10-05'), '-/3 24', 'the median is the smallest age that half reach');
select is(pg_temp.shown('wait_mean', '2025-10-05'), '-/3 54.7', 'the mean is the sum of ages over the count');
select is(pg_temp.shown('wait_median', '2025-10-11'), '-/2 20', 'one of two is half');
select is(pg_temp.shown('wait_mean', '2025-10-11'), '-/2 76.0', 'and the mean of the two left');

-- existence goes by full keys
select pg_temp.timetable('timetables_open', '106103', 'N', '2025-03-03', '2025-03-03', '2025-03-03');
select is(pg_temp.shown('open', '2025-03-03', 'N'), null, 'what was taken back makes no row');
select pg_temp.line('2025-03-03', 'timetables_open', '106104', 'N', '', 'secondary', 'SEMH', 1, '2025-03-03'),
       pg_temp.line('2025-03-03', 'timetables_open', '106105', 'N', '', 'secondary', 'SEMH', -1, '2025-03-03');
select is(pg_temp.shown('open', '2025-03-03', 'N'), '0/- 0', 'two places that cancel out were measured');

-- flows have ages as well
create function pg_temp.contact(service text, received date, contacted date, n bigint) returns void language sql as $$
    select pg_temp.line(contacted, 'first_contacts', 'RFR', 'K', 'SLCN', 'primary', service, n, received)
$$;
select pg_temp.contact('SALT', '2025-06-02', '2025-10-06', 3), pg_temp.contact('SALT', '2025-06-02', '2025-10-07', 1),
       pg_temp.contact('OT', '2025-09-29', '2025-10-20', 2);
select is(array[pg_temp.shown('contact_18_weeks', '2025-10-01', of_period => 'month'),
                pg_temp.shown('contact_late', '2025-10-01', of_period => 'month'),
                pg_temp.shown('contact_late', '2025-10-06'),
                pg_temp.shown('contact_median', '2025-10-01', of_period => 'month'),
                pg_temp.shown('contact_mean', '2025-10-01', of_period => 'month'),
                pg_temp.shown('contact_mean', '2025-10-20')],
          array['5/6 83.3', '1/- 1', '0/- 0', '-/6 126', '-/4 126.3', '-/0 -'],
          'contacts: share within 126 days, later ones, median and mean of the waits');

-- Openings that were lost, by hand or with a year, leave closings behind: the days after them are right.
select is(array_agg(median order by day), array[9397, null, 9398],
          'less than nothing has no median, and spoils no later one')
  from kpi.medians('{1,2,3}', '{1,-3,5}', '{1,1,1}', '{100,101,101}', '{1,-3,5}', '{2026-01-01,2026-01-02,2026-01-03}');

select * from finish();
rollback;
