-- The demo's last screen. Every number is a row of a view that anybody may ask.

\pset title 'Attendance of the term by SEN provision (kpi.series)'
with newest as (select max(starts_on) as starts_on from kpi.series
                 where kpi_id = 'attendance' and period = 'term')
select d.title as "KPI", d.unit,
       max(s.shown) filter (where s.sen = 'N') as "none",
       max(s.shown) filter (where s.sen = 'K') as "SEN support",
       max(s.shown) filter (where s.sen = 'E') as "EHC plan",
       max(s.shown) filter (where s.sen = 'SEND') as "SEND",
       max(s.shown) filter (where s.sen = 'ALL') as "all"
  from unnest(array['attendance', 'absence_health', 'c2_sessions', 'persistent_absence_term',
                    'suspensions', 'permanent_exclusions', 'sixth_day_provision',
                    'timetables_open', 'timetables_over_6_weeks', 'referrals_over_18_weeks',
                    'advice_6_weeks']) with ordinality as k (kpi_id, place)
  join kpi.definition d using (kpi_id)
  join kpi.series s using (kpi_id)
  join newest using (starts_on)
 where s.period = 'term'
 group by k.place, d.title, d.unit
 order by k.place;

\pset title 'Breaches that are open (breach.open)'
select r.title as "rule", b.priority, count(*) as "open",
       count(*) filter (where not b.quiet) as "told", max(b.raised_on) as "newest"
  from breach.open b
  join reference.rule r on r.rule_id = b.rule_id
   and r.valid_from = (select max(valid_from) from reference.rule
                        where rule_id = b.rule_id and step = r.step and valid_from <= b.raised_on)
   and r.step = (select step from breach.breach where breach_id = b.breach_id)
 where b.priority in ('P1', 'P2')
 group by 1, 2 order by 2, 3 desc;
