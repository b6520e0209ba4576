-- What people see of breaches, and what they do about them.

set local role goldenthread_owner;

create view breach.overview as
select b.breach_id, b.rule_id, b.step, coalesce(r.title, b.rule_id) as title,
       coalesce(r.wording, '') as wording, b.commitment, b.priority, b.org,
       coalesce(nullif(s.name, ''), nullif(b.org, ''), 'unknown') as school,
       coalesce(nullif(b.stage, ''), 'unknown') as year_band, b.raised_on, b.due_on, b.over_on,
       reference.today() - b.raised_on as age_days, b.state, b.by_person, b.sequence, b.quiet,
       b.opened_at, b.changed_at
  from breach.breach b
  left join reference.school s on s.org = b.org
  left join lateral (
       select title, wording from reference.rule r
        where r.rule_id = b.rule_id and r.step = b.step and r.valid_from <= b.raised_on
        order by r.valid_from desc limit 1) r on true;
comment on view breach.overview is
    'One row per breach, in any state, as a panel lead reads it: the rule in words of its day, the '
    'school by name, and nothing about the child.';
comment on column breach.overview.year_band is 'nursery, primary, secondary, post16 or unknown.';
comment on column breach.overview.age_days is 'Days from raised_on to reference.today().';

grant select on breach.overview to
    goldenthread_migrate, goldenthread_alerter, goldenthread_panel;
