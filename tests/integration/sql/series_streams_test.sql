-- The KPIs of the register over exclusions, timetables, referrals and advice: every kind and unit, with ages.
begin;
\ir support/lines.psql
select plan(57);
set local goldenthread.today = '2026-03-10';

-- One line of a child of whom only the SEN provision matters.
create function pg_temp.add(measure text, day date, detail text, value bigint, since date default null,
                            sen text default 'K', org text default '106401') returns void language sql as $$
    select pg_temp.line(day, measure, org, sen, 'SEMH', 'secondary', detail, value, since)
$$;
create function pg_temp.stock(measure text, opens date, closes date, detail text, since date default null,
                              sen text default 'K', org text default 'RFT') returns void language sql as $$
    select pg_temp.add(measure, opens, detail, 1, coalesce(since, opens), sen, org);
    select pg_temp.add(measure, closes, detail, -1, coalesce(since, opens), sen, org) where closes is not null
$$;
-- numerator/denominator shown, in the month of a day; null where there is no row.
create function pg_temp.month(kpi text, of_day date default '2026-03-01', of_sen text default 'ALL') returns text language sql as $$
    select format('%s/%s %s', coalesce(numerator::text, '-'), coalesce(denominator::text, '-'), coalesce(shown::text, '-'))
      from kpi.series
     where kpi_id = kpi and period = 'month' and sen = of_sen and of_day between starts_on and ends_on
$$;
create function pg_temp.members(kpi text, of_dimension text, of_day date default '2026-03-01', of_sen text default 'ALL') returns text
language sql as $$
    select string_agg(format('%s=%s/%s %s', member, coalesce(numerator::text, '-'), coalesce(denominator::text, '-'),
                             coalesce(shown::text, '-')), ', ' order by member)
      from kpi.breakdown
     where kpi_id = kpi and dimension = of_dimension and sen = of_sen and period = 'month' and of_day between starts_on and ends_on
$$;

-- Exclusions: flows that count, ratios of details, days from decision to notice.
select pg_temp.add('suspensions', '2026-03-02', 'PP', 2), pg_temp.add('suspensions', '2026-03-03', 'DB', 1, sen => 'E'),
       pg_temp.add('suspensions', '2026-03-11', 'PP', 7), pg_temp.add('sessions_lost', '2026-03-02', 'SUSP', 9),
       pg_temp.add('sessions_lost', '2026-03-03', 'LNCH', 4, sen => ''), pg_temp.add('permanent_exclusions', '2026-03-03', 'PP', 1, sen => 'N'),
       pg_temp.add('permanent_exclusion_stages', '2026-03-03', 'ISSUED', 1, sen => 'N'),
       pg_temp.add('permanent_exclusion_stages', '2026-03-04', 'QUASHED', 1),
       pg_temp.add('sixth_day_duties', '2026-03-09', 'met', 1), pg_temp.add('sixth_day_duties', '2026-03-10', 'missed', 2),
       pg_temp.add('exclusion_notices', '2026-03-03', 'in_time', 5), pg_temp.add('exclusion_notices', '2026-03-03', 'late', 2),
       pg_temp.add('exclusion_notices', '2026-03-03', 'none', 1),
       pg_temp.add('exclusions_notified', '2026-03-03', 'SUSP', 1, '2026-03-02'), pg_temp.add('exclusions_notified', '2026-03-03', 'PERM', 1, '2026-03-03'),
       pg_temp.add('exclusions_notified', '2026-03-06', 'SUSP', 2, '2026-03-02');
select is(pg_temp.month('suspensions'), '3/- 3', 'suspensions up to today');
select is(pg_temp.month('suspensions', of_sen => 'E'), '1/- 1', 'of children with a plan');
select is(pg_temp.members('suspensions', 'detail'), 'DB=1/- 1, PP=2/- 2', 'by reason');
select is(pg_temp.month('suspension_sessions_lost'), '13/- 13', 'half days lost, unknown provision counts for everybody');
select is(pg_temp.month('suspension_sessions_lost', of_sen => 'SEND'), '9/- 9', 'and for nobody else');
select is(pg_temp.members('suspension_sessions_lost', 'detail'), 'LNCH=4/- 4, SUSP=9/- 9', 'by category');
select is(pg_temp.month('permanent_exclusions', of_sen => 'N') || pg_temp.month('permanent_exclusion_stages'), '1/- 12/- 2', 'permanent exclusions');
select is(pg_temp.members('permanent_exclusion_stages', 'detail'), 'ISSUED=1/- 1, QUASHED=1/- 1', 'by what became of them');
select is(pg_temp.month('sixth_day_provision'), '1/3 33.3', 'duties of today count');
select is(pg_temp.month('exclusion_notice_in_time'), '5/8 62.5', 'no notice is not in time');
select is(pg_temp.month('exclusion_notice_days_median'), '-/4 1', 'at exactly half of four the median is the smaller age');
select is(pg_temp.month('exclusion_notice_days_mean'), '-/4 2.3', '9 days over 4 are 2.25, rounded up');
select is(pg_temp.members('exclusion_notice_days_median', 'detail'), 'PERM=-/1 0, SUSP=-/3 4', 'the median of three is the second');
select is(pg_temp.members('exclusion_notice_days_mean', 'stage'), 'secondary=-/4 2.3', 'by stage');
select is(pg_temp.month('exclusion_notice_days_median', '2026-02-01'), null, 'nothing sent is no row');
select pg_temp.add('exclusions_notified', '2026-01-08', 'SUSP', 1, '2026-01-07'), pg_temp.add('exclusions_notified', '2026-01-08', 'SUSP', -1, '2026-01-07');
select is(pg_temp.month('exclusion_notice_days_median', '2026-01-01'), null, 'nor is what was taken back');

-- Windows of exclusions have their own period and are never rolled up.
select pg_temp.add('suspended_children_term', '2026-01-01', '', 3), pg_temp.add('suspended_children_year', '2025-09-01', '', 2),
       pg_temp.add('suspended_over_5d_term', '2026-01-01', '', 2), pg_temp.add('suspended_over_15d_term', '2026-01-01', '', 1),
       pg_temp.add('suspended_45d_year', '2025-09-01', '', 1), pg_temp.add('suspended_45d_year', '2025-09-01', '', -1);
select results_eq($$select kpi_id, period, numerator from kpi.series where kpi_id like 'suspended%' and sen = 'SEND' order by kpi_id$$,
                  $$values ('suspended_children_term' collate "C", 'term' collate "C", 3::bigint), ('suspended_children_year', 'academic-year', 2),
                           ('suspended_over_15d_term', 'term', 1), ('suspended_over_5d_term', 'term', 2)$$, 'children of a term and of a year');

-- Timetables: stocks, on the last day of the period or today.
select pg_temp.add('timetables_started', '2026-01-27', 'MEDICAL', 1), pg_temp.add('timetables_started', '2026-03-10', 'SEMH', 2),
       pg_temp.stock('timetables_open', '2026-01-27', null, 'MEDICAL'), pg_temp.stock('timetables_open', '2026-01-26', null, 'SEMH', sen => 'E'),
       pg_temp.stock('timetables_open', '2026-01-05', '2026-02-28', 'OTHER'), pg_temp.stock('timetables_open', '2026-03-11', null, 'OTHER'),
       pg_temp.stock('timetables_without_agreement', '2026-02-10', '2026-03-10', 'OTHER'), pg_temp.stock('timetables_below_hours', '2026-02-10', null, 'SEMH'),
       pg_temp.stock('timetable_reviews', '2026-02-10', null, 'SEMH', since => '2026-03-10'),
       pg_temp.stock('timetable_reviews', '2026-02-10', null, 'SEMH', since => '2026-03-09', sen => 'E');
select is(pg_temp.month('timetables_started'), '2/- 2', 'started this month');
select is(array[pg_temp.month('timetables_open', '2026-01-01'), pg_temp.month('timetables_open', '2026-02-01'), pg_temp.month('timetables_open')],
          array['3/- 3', '2/- 2', '2/- 2'], 'open on the last day of each month, and today; the closing day is not part of it');
select is(pg_temp.month('timetables_open', '2026-04-01'), null, 'no row after today');
select is(pg_temp.month('timetables_open', '2025-12-01'), null, 'nor before the first opened');
select is(pg_temp.members('timetables_open', 'detail'), 'MEDICAL=1/- 1, OTHER=0/- 0, SEMH=1/- 1', 'what has closed is measured, and none');
select is(pg_temp.month('timetables_over_6_weeks'), '1/- 1', 'over 42 days from the 43rd on, that is, today');
select is(pg_temp.month('timetables_over_6_weeks', of_sen => 'K'), '0/- 0', 'after 42 days not yet');
select is(pg_temp.members('timetables_over_6_weeks', 'detail'), 'MEDICAL=0/- 0, OTHER=0/- 0, SEMH=1/- 1', 'the term has an age, no detail');
select is(pg_temp.month('timetables_over_6_weeks', '2026-02-01'), '0/- 0', 'on the last day of February none was');
select is(pg_temp.month('timetables_without_agreement') || ' ' || pg_temp.month('timetables_without_agreement', '2026-02-01'), '0/- 0 1/- 1',
          'agreed to or ended today');
select is(pg_temp.month('timetables_below_hours'), '1/- 1', 'below hours');
select is(pg_temp.month('timetable_reviews_overdue'), '1/- 1', 'a review of yesterday is overdue, one of today is not');
select is(pg_temp.month('timetable_reviews_overdue', '2026-02-01'), '0/- 0', 'and at the end of February none was');

-- Opened and closed on one day: a consumer writes no lines; lines that cancel out are none.
select pg_temp.stock('timetables_open', '2025-11-03', '2025-11-03', 'OTHER', sen => 'N');
select is(pg_temp.month('timetables_open', '2025-11-01', 'N'), null, 'what opens and closes on one day was never open');

-- Referrals: stock ratios and medians.
select pg_temp.add('referrals_received', '2026-03-02', 'SALT', 3, sen => ''), pg_temp.add('referrals_decided', '2026-03-03', 'SALT', 3, sen => ''),
       pg_temp.add('referrals_accepted', '2026-03-03', 'SALT', 2, sen => ''),
       pg_temp.add('first_contacts', '2026-03-09', 'SALT', 1, '2025-11-03', ''), pg_temp.add('first_contacts', '2026-03-10', 'SALT', 1, '2025-11-03', ''),
       pg_temp.add('first_contacts', '2026-03-10', 'OT', 1, '2026-03-10', ''), pg_temp.add('first_contacts', '2026-03-11', 'OT', 1, '2026-03-10', ''),
       pg_temp.add('assessments', '2026-03-09', 'WHEELCHAIR', 1, '2026-02-23', ''), pg_temp.add('assessments', '2026-03-10', 'WHEELCHAIR', 3, '2026-02-23', ''),
       pg_temp.add('assessments', '2026-03-10', 'ND', 1, '2026-03-09', '');
select is(pg_temp.month('referrals_received'), '3/- 3', 'received');
select is(pg_temp.month('referrals_accepted'), '2/3 66.7', 'accepted of those decided');
select is(pg_temp.month('first_contact_18_weeks'), '2/3 66.7', '126 days are within 18 weeks, 127 are not');
select is(pg_temp.month('first_contact_median_days'), '-/3 126', 'median wait of those seen');
select is(pg_temp.members('first_contact_median_days', 'detail'), 'OT=-/1 0, SALT=-/2 126', 'of two it is the shorter');
select is(pg_temp.month('wheelchair_assessed_2_weeks'), '1/4 25.0', '14 days are two weeks; other services are not counted');
select is(pg_temp.members('wheelchair_assessed_2_weeks', 'detail'), null, 'a KPI that chooses a service has no dimension detail');
select is(pg_temp.month('wheelchair_assessed_2_weeks', of_sen => 'SEND'), null, 'nobody with a known provision');
select pg_temp.add('assessments', '2026-02-09', 'ND', 1, '2026-02-09', '');
select is(pg_temp.month('wheelchair_assessed_2_weeks', '2026-02-01'), '0/0 -', 'an assessment for something else makes a row without a value');

select pg_temp.stock('referrals_waiting', '2025-11-03', null, 'SALT', sen => ''), pg_temp.stock('referrals_waiting', '2025-11-04', null, 'SALT', sen => 'K'),
       pg_temp.stock('referrals_waiting', '2025-03-10', null, 'ND', sen => 'E'), pg_temp.stock('referrals_waiting', '2025-03-11', '2026-03-10', 'ND', sen => 'E'),
       pg_temp.stock('referrals_waiting', '2026-03-10', null, 'OT', sen => '');
select is(pg_temp.month('referrals_waiting'), '4/- 4', 'who is seen today waits no more, who comes today does');
select is(pg_temp.month('referrals_over_18_weeks'), '2/4 50.0', '127 days are over 18 weeks, 126 are not');
select is(pg_temp.month('referrals_over_52_weeks'), '1/4 25.0', 'over 364 days');
select is(pg_temp.month('referrals_over_52_weeks', '2026-02-01'), '0/4 0.0', 'at the end of February nobody');
select is(pg_temp.month('referrals_waiting_median_days'), '-/4 126', 'half of four is reached by the second');
select is(pg_temp.members('referrals_waiting_median_days', 'detail'), 'ND=-/1 365, OT=-/1 0, SALT=-/2 126', 'by service');
select is(pg_temp.members('referrals_over_18_weeks', 'org'), 'RFT=2/4 50.0', 'by provider');
select is(pg_temp.month('referrals_over_18_weeks', of_sen => 'SEND'), '1/2 50.0', 'of those with SEN support or a plan');
select is(pg_temp.members('referrals_over_52_weeks', 'detail', '2025-03-01'), 'ND=0/2 0.0', 'in the month of the first nobody waited for long');
select is(pg_temp.month('referrals_waiting_median_days', '2025-02-01'), null, 'and before it nothing was known');
select pg_temp.add('referrals_waiting', '2026-03-09', 'ND', -1, '2025-03-10', 'E', 'RFT');
select is(pg_temp.month('referrals_over_52_weeks', of_sen => 'E') || ' ' || pg_temp.month('referrals_waiting_median_days', of_sen => 'E'), '0/0 - -/0 -',
          'once everybody is seen there is nothing to divide by, and no median');
set local goldenthread.today = '2026-02-28';
select is(pg_temp.month('referrals_waiting', '2026-02-01') || ' ' || pg_temp.month('referrals_waiting_median_days', '2026-02-01'), '4/- 4 -/4 117',
          'a stock of an earlier today ages to it and no further');
set local goldenthread.today = '2026-03-10';

-- Advice: due dates that have come, with and without exemptions.
select pg_temp.add('advice_due', '2026-03-10', 'EP', 4), pg_temp.add('advice_due_met', '2026-03-10', 'EP', 1), pg_temp.add('advice_due_net', '2026-03-10', 'EP', 3),
       pg_temp.add('advice_due_net_met', '2026-03-10', 'EP', 1), pg_temp.add('advice_due', '2026-03-11', 'EP', 5), pg_temp.add('advice_due_met', '2026-03-11', 'EP', 5),
       pg_temp.stock('advice_outstanding', '2026-01-26', null, 'EP'), pg_temp.stock('advice_outstanding_net', '2026-01-26', null, 'EP'),
       pg_temp.stock('advice_outstanding', '2026-01-27', null, 'HEALTH'), pg_temp.stock('advice_outstanding_net', '2026-01-27', null, 'HEALTH'),
       pg_temp.stock('advice_outstanding', '2026-01-20', null, 'VIEWS'),
       pg_temp.add('quality_indicators', '2026-03-03', 'EP', 10), pg_temp.add('quality_indicators_met', '2026-03-03', 'EP', 7);
select is(pg_temp.month('advice_6_weeks'), '1/4 25.0', 'due by today');
select is(pg_temp.month('advice_6_weeks_net'), '1/3 33.3', 'without what an exemption excuses');
select is(pg_temp.month('advice_outstanding') || ' ' || pg_temp.month('advice_overdue'), '3/- 3 1/- 1', 'overdue after 42 days, unless exempt');
select is(pg_temp.members('advice_outstanding', 'detail'), 'EP=1/- 1, HEALTH=1/- 1, VIEWS=1/- 1', 'by strand');
select is(pg_temp.month('advice_quality'), '7/10 70.0', 'quality');

select * from finish();
rollback;
