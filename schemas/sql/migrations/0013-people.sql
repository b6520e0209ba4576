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

-- Where alerts go. Every change leaves an audit row.

comment on column breach.audit.outcome is
    'Of an attempt as breach.delivery.last_outcome, or unknown: whoever made it died over it. Of a '
    'hand on endpoints and routes what was set.';

create function breach.set_endpoint(actor text, reason text, endpoint_id text, role text, url text,
                                    secret_file text) returns boolean
language plpgsql set search_path = pg_catalog as $$
declare
    is_new boolean := not exists (
        select from breach.endpoint e
         where e.endpoint_id = set_endpoint.endpoint_id and e.removed_at is null);
begin
    insert into breach.endpoint as e (endpoint_id, role, url, secret_file)
    values (set_endpoint.endpoint_id, set_endpoint.role, set_endpoint.url, set_endpoint.secret_file)
        on conflict on constraint endpoint_pkey do update
       set role = excluded.role, url = excluded.url, secret_file = excluded.secret_file,
           held_until = null, enabled = e.enabled or e.removed_at is not null,
           disabled_reason = case when e.removed_at is null then e.disabled_reason end,
           disabled_at = case when e.removed_at is null then e.disabled_at end, removed_at = null;
    insert into breach.audit (actor, action, endpoint_id, outcome, reason)
    values (set_endpoint.actor, 'endpoint_set', set_endpoint.endpoint_id,
            concat_ws(' ', set_endpoint.role, set_endpoint.url, set_endpoint.secret_file),
            set_endpoint.reason);
    notify breach_change;
    return is_new;
end
$$;
comment on function breach.set_endpoint(text, text, text, text, text, text) is
    'Adds a webhook, or gives one another role, address or secret. True: it is new, or was removed.';

create function breach.enable_endpoint(actor text, reason text, endpoint_id text) returns boolean
language plpgsql set search_path = pg_catalog as $$
begin
    update breach.endpoint e
       set enabled = true, disabled_reason = null, disabled_at = null, held_until = null
     where e.endpoint_id = enable_endpoint.endpoint_id and not e.enabled and e.removed_at is null;
    if found then
        insert into breach.audit (actor, action, endpoint_id, reason)
        values (enable_endpoint.actor, 'endpoint_enabled', enable_endpoint.endpoint_id,
                enable_endpoint.reason);
        notify breach_change;
    end if;
    return found;
end
$$;
comment on function breach.enable_endpoint(text, text, text) is
    'What was told to others meanwhile is delivered by breach.reroute(). False: it was enabled, or '
    'is not there.';

create function breach.disable_endpoint(actor text, reason text, endpoint_id text) returns boolean
language plpgsql set search_path = pg_catalog as $$
begin
    update breach.endpoint e
       set enabled = false, disabled_reason = disable_endpoint.reason, disabled_at = now()
     where e.endpoint_id = disable_endpoint.endpoint_id and e.enabled;
    if found then
        insert into breach.audit (actor, action, endpoint_id, reason)
        values (disable_endpoint.actor, 'endpoint_disabled', disable_endpoint.endpoint_id,
                disable_endpoint.reason);
    end if;
    return found;
end
$$;
comment on function breach.disable_endpoint(text, text, text) is
    'Nothing more is sent there. False: it was disabled, or is not there.';

-- Under the lock of breach.expand(): no delivery is added meanwhile.
create function breach.remove_endpoint(actor text, reason text, endpoint_id text) returns text
language plpgsql set search_path = pg_catalog as $$
declare
    routes text;
    undelivered bigint;
begin
    perform pg_advisory_xact_lock(hashtext('breach.expand'));
    perform from breach.endpoint e
      where e.endpoint_id = remove_endpoint.endpoint_id and e.removed_at is null for update;
    if not found then
        return 'absent';
    end if;
    select string_agg(r.route_id::text, ', ' order by r.route_id) into routes
      from breach.route r where r.endpoint_id = remove_endpoint.endpoint_id;
    if routes is not null then
        return routes;
    end if;
    -- As the alerter does when it takes over a lease: how the attempt ended is not known any more.
    insert into breach.audit (actor, action, delivery_id, endpoint_id, attempt, lease_token, outcome)
    select remove_endpoint.actor, 'attempt', d.delivery_id, d.endpoint_id, d.attempts, d.lease_token,
           'unknown'
      from breach.delivery d
     where d.endpoint_id = remove_endpoint.endpoint_id and d.state = 'PENDING' and d.leased_until < now();
    update breach.delivery d
       set state = 'SUPERSEDED', leased_until = null, lease_token = null, changed_at = now()
     where d.endpoint_id = remove_endpoint.endpoint_id and d.state in ('PENDING', 'DEAD');
    get diagnostics undelivered = row_count;
    update breach.endpoint e
       set enabled = false, disabled_reason = remove_endpoint.reason, disabled_at = now(),
           removed_at = now()
     where e.endpoint_id = remove_endpoint.endpoint_id;
    insert into breach.audit (actor, action, endpoint_id, outcome, reason)
    values (remove_endpoint.actor, 'endpoint_removed', remove_endpoint.endpoint_id,
            undelivered || ' not delivered', remove_endpoint.reason);
    return 'removed';
end
$$;
comment on function breach.remove_endpoint(text, text, text) is
    'Nothing more is sent there; what was delivered stays known. removed, absent, or the routes that '
    'lead there: then nothing was done.';

create function breach.test_endpoint(actor text, reason text, endpoint_id text) returns text
language plpgsql set search_path = pg_catalog as $$
declare
    id text := 'test_' || replace(gen_random_uuid()::text, '-', '');
begin
    if not exists (select from breach.endpoint e
                    where e.endpoint_id = test_endpoint.endpoint_id and e.enabled) then
        return null;
    end if;
    insert into breach.alert (delivery_id, breach_id, sequence, rule_id, state, priority, routing,
                              facts, changed_at, published_at)
    values (id || '_1', id, 1, 'TEST', 'TEST', 'P1', 'ROUTED', jsonb_build_object(
                'rule', 'TEST', 'title', 'Test of this endpoint; nothing has happened',
                'commitment', null, 'priority', 'P1', 'state', 'TEST', 'sequence', 1, 'org', '',
                'school', null, 'year_band', '', 'raised_on', reference.today(), 'due_on', null),
            now(), now());
    insert into breach.delivery (delivery_id, endpoint_id, breach_id, sequence, priority)
    values (id || '_1', test_endpoint.endpoint_id, id, 1, 'P1');
    insert into breach.audit (actor, action, delivery_id, endpoint_id, reason)
    values (test_endpoint.actor, 'endpoint_tested', id || '_1', test_endpoint.endpoint_id,
            test_endpoint.reason);
    notify breach_change;
    return id || '_1';
end
$$;
comment on function breach.test_endpoint(text, text, text) is
    'Sends the endpoint an alert of no breach, the way that all go; its delivery_id. Null: there is '
    'no such endpoint, or it is disabled.';

create function breach.end_test(delivery_id text) returns boolean
language plpgsql set search_path = pg_catalog as $$
begin
    update breach.delivery d
       set state = 'SUPERSEDED', leased_until = null, lease_token = null, changed_at = now()
     where d.delivery_id = end_test.delivery_id and d.change_id is null and d.state = 'PENDING'
       and (d.lease_token is null or d.leased_until < now());
    return not exists (select from breach.delivery d
                        where d.delivery_id = end_test.delivery_id and d.state = 'PENDING');
end
$$;
comment on function breach.end_test(text) is
    'A test that did not arrive is not tried again. False: an attempt is under way.';

create function breach.describe_route(route breach.route) returns text
language sql immutable set search_path = pg_catalog as $$
    select concat_ws(' ', 'rule', coalesce(nullif(route.rule_id, ''), 'any'),
                     'stage', coalesce(nullif(route.stage, ''), 'any'),
                     'commitment', coalesce(nullif(route.commitment, 0)::text, 'any'),
                     'priority', coalesce(nullif(route.priority, ''), 'any'))
$$;

create function breach.set_route(actor text, reason text, endpoint_id text, rule_id text, stage text,
                                 commitment int, priority text) returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
    added breach.route;
begin
    perform from breach.endpoint e
      where e.endpoint_id = set_route.endpoint_id and e.removed_at is null for key share;
    if not found then
        raise foreign_key_violation using message = 'a route leads to an endpoint that is there';
    end if;
    insert into breach.route (rule_id, stage, commitment, priority, endpoint_id)
    values (set_route.rule_id, set_route.stage, set_route.commitment, set_route.priority,
            set_route.endpoint_id)
        on conflict do nothing
    returning * into added;
    if found then
        insert into breach.audit (actor, action, endpoint_id, outcome, reason)
        values (set_route.actor, 'route_set', set_route.endpoint_id, breach.describe_route(added),
                set_route.reason);
    end if;
    return added.route_id;
end
$$;
comment on function breach.set_route(text, text, text, text, text, int, text) is
    'The new route''s number; null: the same route is there. '''' and 0 are any.';

create function breach.remove_route(actor text, reason text, route_id bigint) returns boolean
language plpgsql set search_path = pg_catalog as $$
declare
    removed breach.route;
begin
    delete from breach.route r where r.route_id = remove_route.route_id returning * into removed;
    if found then
        insert into breach.audit (actor, action, endpoint_id, outcome, reason)
        values (remove_route.actor, 'route_removed', removed.endpoint_id,
                breach.describe_route(removed), remove_route.reason);
    end if;
    return removed.route_id is not null;
end
$$;
comment on function breach.remove_route(text, text, bigint) is
    'Later changes do not go there by it. False: there is no such route.';

revoke execute on function
    breach.set_endpoint(text, text, text, text, text, text),
    breach.enable_endpoint(text, text, text), breach.disable_endpoint(text, text, text),
    breach.remove_endpoint(text, text, text),
    breach.test_endpoint(text, text, text), breach.end_test(text), breach.set_route(text, text, text, text, text, int, text),
    breach.remove_route(text, text, bigint) from public;
