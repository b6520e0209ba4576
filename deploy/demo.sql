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
  from unnest(array['attendance', 'absence_health', 'c2_sessions', 'persistent_absence_term'])
       with ordinality as k (kpi_id, place)
  join kpi.definition d using (kpi_id)
  join kpi.series s using (kpi_id)
  join newest using (starts_on)
 where s.period = 'term'
 group by k.place, d.title, d.unit
 order by k.place;

\pset title 'Where the commitments stand: latest complete month, term or year (kpi.scorecard)'
select s.commitment as "commitment", s.title as "KPI", s.unit, s.sen as "of",
       s.period || ' to ' || to_char(s.latest_ends_on, 'DD Mon YYYY') as "period",
       s.latest_shown as "value", s.previous_shown as "before", s.last_year_shown as "a year before",
       s.trend, s.running_shown as "running"
  from unnest(array['suspensions', 'permanent_exclusions', 'sixth_day_provision',
                    'exclusion_notice_in_time', 'timetables_open', 'timetables_over_6_weeks',
                    'absence_health', 'advice_6_weeks', 'advice_overdue', 'referrals_waiting',
                    'referrals_over_18_weeks', 'first_contact_18_weeks'])
       with ordinality as k (kpi_id, place)
  join kpi.scorecard s using (kpi_id)
 order by s.commitment, k.place;

\pset title 'Breaches that are open, the urgent ones (breach.overview)'
select title as "rule", priority, count(*) as "open",
       count(*) filter (where not quiet) as "told", max(raised_on) as "newest"
  from breach.overview
 where state in ('RAISED', 'ACKNOWLEDGED') and priority in ('P1', 'P2')
 group by 1, 2 order by 2, 3 desc;
