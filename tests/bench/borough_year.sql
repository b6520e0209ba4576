-- A ledger as large as a borough's year, for measuring views: 120 schools on the school days of
-- 2025/26, sessions by SEN provision, need, stage and code about as often as published figures have
-- them, marks N and O turned into I two days later, attendance bands; 5,000 suspensions with their
-- notices and 60 permanent exclusions; 1,200 part-time timetables; three years of 9,000 referrals and
-- of 700 assessments with five pieces of advice each.
select setseed(0.372);

insert into reference.school (org, phase, locality, name)
select (106000 + n)::text,
       case when n <= 96 then 'primary' when n <= 113 then 'secondary' else 'special' end,
       (array['north', 'central', 'south'])[n % 3 + 1], 'School ' || n
  from generate_series(1, 120) n
    on conflict (org) do nothing;

create temp table marked as
with code(code, share) as (values
        ('/', 0.4414), ('\', 0.4520), ('L', 0.0185), ('B', 0.00325), ('K', 0.00009), ('P', 0.00073),
        ('V', 0.00689), ('W', 0.00222), ('I', 0.02633), ('M', 0.00305), ('R', 0.0005), ('S', 0.00006),
        ('T', 0.00004), ('E', 0.00253), ('C', 0.00238), ('C1', 0.00004), ('J1', 0.0001), ('C2', 0.00414),
        ('G', 0.00744), ('U', 0.00215), ('O', 0.02584), ('N', 0.003), ('X', 0.004), ('Y4', 0.0001)),
    need(need, share) as (values
        ('ASD', 0.22), ('SEMH', 0.22), ('SLCN', 0.2), ('MLD', 0.13), ('SPLD', 0.1), ('PD', 0.04),
        ('OTH', 0.03), ('NSA', 0.02), ('HI', 0.02), ('VI', 0.01), ('SLD', 0.01)),
    place(sen, need, share) as (
        select 'N', '', 0.78 union all
        select 'K', need, 0.16 * share from need union all
        select 'E', need, 0.06 * share from need),
    stage(phase, stage, pupils) as (values
        ('primary', 'primary', 200), ('primary', 'nursery', 20), ('secondary', 'secondary', 950),
        ('special', 'primary', 70), ('special', 'secondary', 90))
select * from (
    select d.day, s.org, p.sen, p.need, g.stage, c.code, 2 * g.pupils * p.share * c.share as expected
      from reference.school_day d, reference.school s join stage g using (phase), place p, code c
     where d.day between '2025-09-01' and '2026-08-31') m
 where random() < expected;

insert into kpi.ledger
select day, day, 'sessions', null, org, sen, need, stage, code, greatest(1, round(expected))
  from marked order by day;
insert into kpi.ledger
select day, day + 2, 'sessions', null, org, sen, need, stage, c.code, c.value
  from marked m, lateral (values (m.code, -1), ('I', 1)) c(code, value)
 where m.code in ('N', 'O') order by day;
insert into kpi.ledger
select w.first, max(day), w.measure, null, org, sen, need, stage,
       (array['under10', '10to50', '50plus'])[1 + n], 3 - n
  from marked, generate_series(0, 2) n,
       lateral (values (case when day < '2026-01-01' then date '2025-09-01'
                             when day < '2026-04-06' then '2026-01-01'
                             else '2026-04-06' end, 'attendance_band_term'),
                       ('2025-09-01', 'attendance_band_year')) w(first, measure)
 group by 1, 3, org, sen, need, stage, n;

-- A place of one child: school, provider, SEN provision, need, stage.
create function pg_temp.child(n int, out org text, out sen text, out need text, out stage text)
language sql immutable as $$
    select (106001 + n * 7919 % 120)::text, (array['N', 'K', 'K', 'E', ''])[n % 5 + 1],
           (array['ASD', 'SEMH', 'SLCN', 'MLD', 'SPLD'])[n * 31 % 5 + 1],
           (array['primary', 'secondary'])[n % 2 + 1]
$$;
insert into kpi.ledger (day, known_on, measure, since, org, sen, need, stage, detail, value)
select l.day, l.day, l.measure, l.since, c.org, c.sen, c.need, c.stage, l.detail, l.value
  from generate_series(1, 5060) n, lateral pg_temp.child(n) c,
       lateral (select date '2025-09-01' + n * 17 % 325 as day, n > 5000 as permanent) x,
       lateral (values
           (case when x.permanent then 'permanent_exclusions' else 'suspensions' end, x.day, null::date,
            (array['PP', 'PA', 'VP', 'VA', 'DB'])[n % 5 + 1], 1),
           ('sessions_lost', x.day, null, 'SUSP', case when x.permanent then 0 else n % 10 + 1 end),
           ('permanent_exclusion_stages', x.day, null, 'ISSUED', x.permanent::int),
           ('exclusion_notices', x.day + 1, null, (array['in_time', 'in_time', 'late'])[n % 3 + 1], 1),
           ('exclusions_notified', x.day + n % 4, x.day, 'SUSP', 1),
           ('sixth_day_duties', x.day + 7, null, 'met', x.permanent::int)
       ) l(measure, day, since, detail, value)
 where l.value <> 0;
insert into kpi.ledger (day, known_on, measure, since, org, sen, need, stage, detail, value)
select l.day, l.day, l.measure, l.since, c.org, c.sen, c.need, c.stage,
       (array['MEDICAL', 'SEMH', 'REINTEGRATION'])[n % 3 + 1], l.value
  from generate_series(1, 1200) n, lateral pg_temp.child(n) c,
       lateral (select date '2025-09-01' + n * 17 % 325 as day, 14 + n * 13 % 120 as days) x,
       lateral (values
           ('timetables_started', x.day, null::date, 1),
           ('timetables_open', x.day, x.day, 1), ('timetables_open', x.day + x.days, x.day, -1),
           ('timetable_reviews', x.day, x.day + 28, 1), ('timetable_reviews', x.day + x.days, x.day + 28, -1),
           ('timetables_below_hours', x.day, x.day, 1), ('timetables_below_hours', x.day + x.days, x.day, -1)
       ) l(measure, day, since, value);
insert into kpi.ledger (day, known_on, measure, since, org, sen, need, stage, detail, value)
select l.day, l.day, l.measure, l.since, (array['RFR', 'RXE', 'LA'])[n % 3 + 1], c.sen, c.need, c.stage,
       (array['SALT', 'OT', 'PT', 'CDC', 'ND', 'CAMHS', 'WHEELCHAIR', 'CARERS'])[n % 8 + 1], l.value
  from generate_series(1, 27000) n, lateral pg_temp.child(n) c,
       lateral (select date '2023-09-01' + n * 17 % 1095 as day, 7 + n * 131 % 400 as days) x,
       lateral (values
           ('referrals_received', x.day, null::date, 1), ('referrals_decided', x.day + 5, null, 1),
           ('referrals_accepted', x.day + 5, null, (n % 5 > 0)::int),
           ('first_contacts', x.day + x.days, x.day, 1), ('assessments', x.day + x.days + 20, x.day, 1),
           ('referrals_waiting', x.day, x.day, 1), ('referrals_waiting', x.day + x.days, x.day, -1)
       ) l(measure, day, since, value)
 where l.value <> 0;
insert into kpi.ledger (day, known_on, measure, since, org, sen, need, stage, detail, value)
select l.day, l.day, l.measure, l.since, (array['CDC', 'EPS', 'LA'])[n % 3 + 1], c.sen, c.need, c.stage,
       (array['EDUCATION', 'HEALTH', 'EP', 'SOCIAL_CARE', 'VIEWS'])[n % 5 + 1], l.value
  from generate_series(1, 10500) n, lateral pg_temp.child(n) c,
       lateral (select date '2023-09-01' + n / 5 * 17 % 1095 as day, 20 + n * 7 % 50 as days) x,
       lateral (values
           ('advice_due', x.day + 42, null::date, 1), ('advice_due_net', x.day + 42, null, 1),
           ('advice_due_met', x.day + 42, null, (x.days <= 42)::int),
           ('advice_due_net_met', x.day + 42, null, (x.days <= 42)::int),
           ('advice_outstanding', x.day, x.day, 1), ('advice_outstanding', x.day + x.days, x.day, -1),
           ('advice_outstanding_net', x.day, x.day, 1), ('advice_outstanding_net', x.day + x.days, x.day, -1),
           ('quality_indicators', x.day + x.days, null, 10), ('quality_indicators_met', x.day + x.days, null, 7)
       ) l(measure, day, since, value)
 where l.value <> 0;

select count(*) as lines, sum(value) filter (where measure = 'sessions') as sessions,
       pg_size_pretty(pg_relation_size('kpi.ledger')) as size
  from kpi.ledger;
