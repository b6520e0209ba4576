begin;
\ir support/lines.psql
select plan(42);

-- the files of schemas/kpis
select is(count(*), 71::bigint, 'every file of the register is a definition') from kpi.definition;
select is(count(*), 22::bigint, 'each possible code has a KPI') from kpi.definition where kpi_id like 'code\_%';
select is(string_agg(concat_ws(' ', side, position, measure, detail, '@' || class), ', '
                     order by side desc, position),
          'numerator 1 sessions I, numerator 2 sessions M, numerator 3 health_part_time_sessions, '
          'denominator 1 sessions @possible', 'terms are taken apart in order')
  from kpi.term where kpi_id = 'absence_health';
select is(detail, '\', 'a backslash in a key file is the code of the afternoon')
  from kpi.term where kpi_id = 'code_present_pm' and side = 'numerator';
select set_eq($$select kpi_id from kpi.definition where kind = 'window'$$,
              array['persistent_absence_term', 'persistent_absence_year', 'severe_absence_term',
                    'severe_absence_year', 'illness_15d_children', 'illness_15d_run_children',
                    'suspended_children_term', 'suspended_children_year', 'suspended_over_5d_term',
                    'suspended_over_15d_term', 'suspended_45d_year'],
              'eleven KPIs count children or enrolments of a term or year');
select set_eq($$select kpi_id from kpi.definition where by_detail$$,
              array['illness_15d_children', 'illness_15d_run_children',
                    'suspensions', 'suspension_sessions_lost', 'permanent_exclusions',
                    'permanent_exclusion_stages', 'exclusion_notice_days_median',
                    'exclusion_notice_days_mean', 'suspended_children_term',
                    'suspended_children_year', 'suspended_over_5d_term', 'suspended_over_15d_term',
                    'suspended_45d_year',
                    'timetables_started', 'timetables_open', 'timetables_without_agreement',
                    'timetables_below_hours', 'timetables_over_6_weeks',
                    'timetable_reviews_overdue', 'referrals_received', 'referrals_accepted',
                    'first_contact_18_weeks', 'first_contact_median_days', 'referrals_waiting',
                    'referrals_waiting_median_days', 'referrals_over_18_weeks',
                    'referrals_over_52_weeks', 'advice_6_weeks', 'advice_6_weeks_net',
                    'advice_outstanding', 'advice_overdue', 'advice_quality'],
              'a KPI that chooses details or a class has no dimension detail');
select is(unit || ' ' || precision, 'per-1000 3', 'c2_sessions is per 1,000')
  from kpi.definition where kpi_id = 'c2_sessions';

-- defining one
select lives_ok($$select kpi.define('mine', pg_temp.fields('{}'))$$, 'a KPI is defined');
select lives_ok($$select kpi.define('mine', pg_temp.fields('{"numerator": "sessions:@late"}'))$$, 'and again');
select is(string_agg(class, ' ' order by side desc), 'late possible', 'its terms are those of the last time')
  from kpi.term where kpi_id = 'mine';
select is(count(*), 72::bigint, 'it is one more') from kpi.definition;

create function pg_temp.refused(changes jsonb, message text, description text) returns text
language sql as $$
    select throws_ok(format('select kpi.define(''mine'', pg_temp.fields(%L))', changes), '22023',
                     message, description)
$$;
select pg_temp.refused(jsonb_build_object(key, null), key || ': missing', key || ' must be there')
  from unnest('{title,outcomes,commitment,kind,unit,precision,polarity,numerator,periods,owner,source,wording}'::text[]) key;
select pg_temp.refused('{"titel": "x"}', 'titel: unknown key', 'a key that nobody knows is refused');
select pg_temp.refused('{"kind": "flows"}', 'kind: unknown kind ''flows''', 'so is an unknown kind');
select pg_temp.refused('{"unit": "per-100"}', 'unit: unknown unit ''per-100''', 'an unknown unit');
select pg_temp.refused('{"precision": "10"}', 'precision: unknown precision ''10''', 'too many decimals');
select pg_temp.refused('{"commitment": "6"}', 'commitment: unknown commitment ''6''', 'a sixth commitment');
select pg_temp.refused('{"outcomes": "support joy"}', 'outcomes: unknown outcome ''joy''', 'an unknown outcome');
select pg_temp.refused('{"periods": "day week"}', 'periods: unknown period ''week''', 'an unknown period');
select pg_temp.refused('{"numerator": "sesions:I"}', 'numerator: unknown measure ''sesions''', 'an unknown measure');
select pg_temp.refused('{"denominator": "sessions:H"}', 'denominator: measure ''sessions'' has no detail ''H''',
                       'a retired code');
select pg_temp.refused('{"numerator": "sessions:@ill"}', 'numerator: unknown class ''@ill''', 'an unknown class');
select pg_temp.refused('{"numerator": "health_part_time_sessions:@absent"}',
                       'numerator: measure ''health_part_time_sessions'' has no classes', 'a class of causes');
select pg_temp.refused('{"numerator": "health_part_time_sessions:UNSPECIFIED"}',
                       'numerator: measure ''health_part_time_sessions'' has no detail ''UNSPECIFIED''',
                       'a cause that is not counted');
select pg_temp.refused('{"numerator": "sessions <= soon"}', 'numerator: ''soon'' is no age in days', 'an age in words');
select pg_temp.refused('{"numerator": "sessions < 3"}', 'numerator: ''sessions < 3'' is no term', 'another operator');
select pg_temp.refused('{"numerator": "sessions:I +"}', 'numerator: '''' is no term', 'a plus with nothing behind it');
select pg_temp.refused('{"numerator": "attendance_band_term:50plus"}',
                       'numerator: measure ''attendance_band_term'' is a window, the KPI a flow', 'measures of two kinds');
select pg_temp.refused('{"unit": "count"}', 'denominator: unit ''count'' has none', 'a count with a denominator');
select pg_temp.refused('{"denominator": null}', 'denominator: unit ''percent'' needs one', 'a percentage without');
select pg_temp.refused('{"kind": "window", "numerator": "attendance_band_term:50plus",
                         "denominator": "attendance_band_term", "periods": "academic-year"}',
                       'periods: a window has one period, here ''term''', 'a window in another period');

select * from finish();
rollback;
