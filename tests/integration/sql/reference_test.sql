begin;
select plan(46);

select is(count(*), 34::bigint, 'there are 34 attendance codes') from reference.attendance_code;
select set_eq($$select class || ': ' || string_agg(code, ' ' order by code)
                  from reference.attendance_code group by class$$,
              array['present: / \', 'late: L', 'aea: B K P V W', 'authorised: C C1 C2 E I J1 M R S T',
                    'unauthorised: G N O U', 'not_possible: # D Q X Y1 Y2 Y3 Y4 Y5 Y6 Y7 Z'],
              'each has the class that statistics give it');
select is(string_agg(code, ' ' order by code), 'C1 C2 J1 K Q Y1 Y2 Y3 Y4 Y5 Y6 Y7',
          'twelve of them only from 19 August 2024')
  from reference.attendance_code where valid_from = '2024-08-19';
select is(count(*), 14::bigint, 'there are 14 primary needs') from reference.need;
select is(count(*), 29::bigint, 'there are 29 reasons for exclusion') from reference.exclusion_reason;
select is(string_agg(service, ' ' order by service), 'CDC ND', 'two of twelve services wait for an assessment')
  from reference.service where wait_ends = 'ASSESSMENT';
select is(count(*), 12::bigint, 'and ten for a first contact') from reference.service;
select set_eq($$select priority || ' ' || string_agg(rule_id || step, ' ' order by rule_id, step)
                  from reference.rule group by priority$$,
              array['P1 C1_PEX_SEND C1_SIXTH_DAY C1_SUSP_15D C1_SUSP_45D35 C1_SUSP_45D40 C1_SUSP_45D45',
                    'P2 C1_PEX_RETRACT C1_PTT_BEHAVIOUR C1_PTT_NO_AGREE C1_PTT_OVER_6WK C1_SUSP_5D C2_ILL_15D '
                    'C2_SEVERE C4_ADVICE_DUE42',
                    'P3 C1_LATE_NOTICE C1_PTT_HOURS C1_PTT_OPEN_ENDED C1_PTT_REVIEW_DUE C1_SUSP_EHCP '
                    'C1_SUSP_REPEAT C2_ILL_10D C4_ADVICE_DUE35 C5_CHILD_104WK',
                    'P4 C2_PA'],
              'every rule has its priority');
select is(count(*), 0::bigint, 'rules count for the children of their commitment')
  from reference.rule
 where commitment <> substr(rule_id, 2, 1)::int
    or scope <> case when commitment <= 2 then 'SEND_OR_UNKNOWN' else 'ALL' end;
select is(count(*), 0::bigint, 'from the first day that an event may name')
  from reference.rule where valid_from <> '1999-09-01';
select is(count(*), 0::bigint, 'and are quiet about what is old')
  from reference.rule where (quiet_after_days, quiet_recorded_days) <> (60, 7);
select is(count(*), 190::bigint, 'a year has 190 school days')
  from reference.school_day where day between '2025-09-01' and '2026-08-31';
select is(min(day) || ' ' || max(day), '2023-09-05 2027-07-22', 'from 2023/24 to 2026/27')
  from reference.school_day;
select is(count(*), 0::bigint, 'none at a weekend') from reference.school_day where extract(isodow from day) > 5;

-- today
select is(reference.today(), (now() at time zone 'Europe/London')::date, 'today is the London date');
set local goldenthread.today = '2025-11-05';
select is(reference.today(), '2025-11-05'::date, 'or the session''s setting');
set local goldenthread.today = '';
select is(reference.today(), (now() at time zone 'Europe/London')::date, 'an empty setting is none');
set local goldenthread.today = 'soon';
select throws_ok('select reference.today()', '22007', null, 'a setting that is no date is refused');
reset goldenthread.today;

-- calendar
select is(reference.easter(year), easter, 'Easter Sunday ' || year)
  from (values (2019, date '2019-04-21'), (2024, '2024-03-31'), (2025, '2025-04-20'),
               (2026, '2026-04-05'), (2027, '2027-03-28'), (2038, '2038-04-25'),
               (2049, '2049-04-18'), (2076, '2076-04-19')) e(year, easter);
select is(count(*), 36525::bigint, 'the calendar has every day of the century')
  from reference.calendar where day >= '2000-01-01';

create function pg_temp.periods(of date) returns text language sql as $$
    select string_agg(period || ' ' || starts_on || ' ' || ends_on, ', '
                      order by array_position('{day,month,term,academic-year,calendar-year,financial-year}', period))
      from reference.period_of_day where day = of
$$;
select is(pg_temp.periods('2025-08-31'), 'day 2025-08-31 2025-08-31, month 2025-08-01 2025-08-31, '
    'term 2025-04-21 2025-08-31, academic-year 2024-09-01 2025-08-31, '
    'calendar-year 2025-01-01 2025-12-31, financial-year 2025-04-01 2026-03-31', '31 August ends a year');
select is(pg_temp.periods('2025-09-01'), 'day 2025-09-01 2025-09-01, month 2025-09-01 2025-09-30, '
    'term 2025-09-01 2025-12-31, academic-year 2025-09-01 2026-08-31, '
    'calendar-year 2025-01-01 2025-12-31, financial-year 2025-04-01 2026-03-31', '1 September begins one');
select is(pg_temp.periods('2026-04-05'), 'day 2026-04-05 2026-04-05, month 2026-04-01 2026-04-30, '
    'term 2026-01-01 2026-04-05, academic-year 2025-09-01 2026-08-31, '
    'calendar-year 2026-01-01 2026-12-31, financial-year 2026-04-01 2027-03-31', 'Easter Sunday ends spring');
select is(pg_temp.periods('2026-04-06'), 'day 2026-04-06 2026-04-06, month 2026-04-01 2026-04-30, '
    'term 2026-04-06 2026-08-31, academic-year 2025-09-01 2026-08-31, '
    'calendar-year 2026-01-01 2026-12-31, financial-year 2026-04-01 2027-03-31', 'Easter Monday begins summer');
select is(pg_temp.periods('2026-01-01'), 'day 2026-01-01 2026-01-01, month 2026-01-01 2026-01-31, '
    'term 2026-01-01 2026-04-05, academic-year 2025-09-01 2026-08-31, '
    'calendar-year 2026-01-01 2026-12-31, financial-year 2025-04-01 2026-03-31', 'New Year begins spring');
select is(ends_on, '2024-02-29'::date, 'February 2024 has 29 days')
  from reference.period_of_day where day = '2024-02-10' and period = 'month';
select is(string_agg(distinct segment_starts_on || ' ' || segment_ends_on, ', '),
          '2026-04-01 2026-04-05, 2026-04-06 2026-04-30', 'Easter cuts a month in two segments')
  from reference.calendar where day between '2026-04-01' and '2026-04-30';
select is(count(*), 0::bigint, 'term.csv names the terms of the calendar')
  from reference.term t
  left join reference.calendar c on c.day = t.starts_on and c.term_starts_on = t.starts_on
                                and c.term_ends_on = t.ends_on
 where c.day is null;

-- version
create temp table before as select version from reference.version;
create function pg_temp.raised() returns bigint language sql as $$
    with now as (select version from reference.version),
         moved as (update before b set version = n.version from now n returning n.version)
    select n.version - (select version from before) from now n, moved
$$;
select is(count(*), 1::bigint, 'the version is one row') from reference.version;
select throws_ok('insert into reference.version values (9)', '23505', null, 'and stays one');
update reference.attendance_code set class = 'authorised' where code = 'X';
select is(pg_temp.raised(), 1::bigint, 'a code of another class raises it');
insert into reference.need values ('NEW', 'New'), ('NEWER', 'Newer');
select is(pg_temp.raised(), 1::bigint, 'one statement raises it once');
delete from reference.school_day where day = '2025-11-05';
select is(pg_temp.raised(), 1::bigint, 'a school day taken out raises it');
truncate reference.school_day;
select is(pg_temp.raised(), 1::bigint, 'so does another calendar');
update reference.service set wait_ends = 'ASSESSMENT' where service = 'SALT';
select is(pg_temp.raised(), 1::bigint, 'so does a service whose wait ends elsewhere');
delete from reference.exclusion_reason where reason = 'MP';
select is(pg_temp.raised(), 1::bigint, 'and a reason that is no more');
insert into reference.rule (rule_id, step, valid_from, commitment, priority, scope, threshold, title, wording)
select rule_id, step, '2026-09-01', commitment, priority, scope, 56, title, wording
  from reference.rule where rule_id = 'C1_PTT_OVER_6WK';
select is(pg_temp.raised(), 1::bigint, 'and another threshold');
select is(string_agg(quiet_after_days || ' ' || quiet_recorded_days, ''), '60 7', 'which is quiet as others are')
  from reference.rule where valid_from = '2026-09-01';
insert into reference.need select * from reference.need
    on conflict (need) do update set title = excluded.title;
update reference.attendance_code set title = title;
delete from reference.need where need = 'NONE';
insert into reference.school values ('106001', 'primary', 'north', 'A school');
delete from reference.term;
select is(pg_temp.raised(), 0::bigint, 'a repeated load does not, nor do schools and terms');

select * from finish();
rollback;
