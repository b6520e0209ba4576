-- What people see of breaches, and what they do about them.

set local role goldenthread_owner;

create view breach.overview as
select b.breach_id, b.rule_id, b.step, coalesce(r.title, b.rule_id) collate "C" as title,
       coalesce(r.wording, '') as wording, b.commitment, b.priority, b.org,
       coalesce(nullif(s.name, ''), nullif(b.org, ''), 'unknown') collate "C" as school,
       coalesce(nullif(b.stage, ''), 'unknown') as year_band, b.raised_on, b.due_on,
       b.over_on, b.session, reference.today() - b.raised_on as age_days, b.state, b.by_person, b.sequence, b.quiet,
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

create view breach.changes as
select c.change_id, c.breach_id, c.sequence, c.at, c.state, c.reason, w.actor, w.comment, c.quiet,
       case when d.delivery_id is not null then d.state
            when c.quiet then 'QUIET'
            else coalesce(a.routing, 'WAITING') end as told,
       d.endpoint_id, e.role, d.attempts, d.last_outcome, d.last_status, d.delivered_at
  from breach.change c
  left join breach.alert a on a.change_id = c.change_id
  left join breach.delivery d on d.change_id = c.change_id
  left join breach.endpoint e on e.endpoint_id = d.endpoint_id
  left join lateral (
       select u.actor, u.reason as comment from breach.audit u
        where u.delivery_id = c.breach_id || '_' || c.sequence
          and u.action in ('acknowledged', 'resolved')) w on true;
comment on view breach.changes is
    'Every change of state with who made it, if a person did, and whom it was told: one row per '
    'change and delivery, one for a change without a delivery.';
comment on column breach.changes.told is
    'State of the delivery; without one QUIET (recorded, not sent), UNROUTED (no route led to an '
    'enabled endpoint) or WAITING (the alerter has not come to it).';

-- A person's hand on a breach. The row is locked from the look at its state to the commit, so that a
-- consumer's write either comes before or finds another sequence and reads again. Such a change is
-- as quiet as the breach: whoever was told of it is told that somebody has it in hand, and nobody
-- hears of the end of something that was never sent.
create function breach.act(breach_id text, actor text, comment text, allowed text[], state text,
                           reason text) returns text
language plpgsql set search_path = pg_catalog as $$
declare
    found_as breach.breach;
begin
    if coalesce(btrim(actor), '') = '' or coalesce(btrim(comment), '') = '' then
        raise exception 'a person who acts on a breach gives a name and a comment';
    end if;
    select * into found_as from breach.breach b where b.breach_id = act.breach_id for update;
    if not found or found_as.state <> all (allowed) then
        return found_as.state;
    end if;
    update breach.breach b
       set state = act.state, by_person = act.state = 'RESOLVED', sequence = b.sequence + 1,
           changed_at = now()
     where b.breach_id = act.breach_id;
    insert into breach.change (breach_id, sequence, state, reason, quiet)
    values (act.breach_id, found_as.sequence + 1, act.state, act.reason, found_as.quiet);
    insert into breach.audit (actor, action, delivery_id, reason)
    values (act.actor, act.reason, act.breach_id || '_' || found_as.sequence + 1, act.comment);
    return found_as.state;
end
$$;
revoke execute on function breach.act(text, text, text, text[], text, text) from public;

create function breach.acknowledge(breach_id text, actor text, comment text) returns text
language sql security definer set search_path = pg_catalog as $$
    select breach.act(breach_id, actor, comment, array['RAISED'], 'ACKNOWLEDGED', 'acknowledged')
$$;
comment on function breach.acknowledge(text, text, text) is
    'Somebody has the breach in hand: RAISED becomes ACKNOWLEDGED. Returns the state it was in, in '
    'which it stays unless that was RAISED; null: there is no such breach.';

create function breach.resolve(breach_id text, actor text, comment text) returns text
language sql security definer set search_path = pg_catalog as $$
    select breach.act(breach_id, actor, comment, array['RAISED', 'ACKNOWLEDGED'], 'RESOLVED',
                      'resolved')
$$;
comment on function breach.resolve(text, text, text) is
    'Somebody has dealt with the breach: RAISED or ACKNOWLEDGED becomes RESOLVED, until the crossing '
    'itself goes away. Returns the state it was in; null: there is no such breach.';

revoke execute on function
    breach.acknowledge(text, text, text), breach.resolve(text, text, text) from public;
grant execute on function breach.acknowledge(text, text, text), breach.resolve(text, text, text)
    to goldenthread_migrate, goldenthread_panel;
grant select on breach.changes to goldenthread_migrate, goldenthread_panel, goldenthread_audit;
