-- Delivery of breaches to people: who is told (endpoints, routes), what is to be told (alerts), how
-- far that has come (deliveries), and a record of it that nobody can change (audit).
--
-- breach.change -> inbox -> expand() -> alert and deliveries -> alerter: claim, send, record.

set local role goldenthread_owner;

-- Where alerts go. Quiet hours, escalation, mail and pager need no other shape: not_before, tier and
-- kind are there for them.
create table breach.endpoint (
    endpoint_id text collate "C" primary key check (endpoint_id ~ '^[a-z0-9][a-z0-9_-]{0,63}$'),
    kind text collate "C" not null default 'WEBHOOK'
        check (kind in ('WEBHOOK', 'EMAIL', 'NOTIFY', 'PAGER')),
    role text collate "C" not null check (role ~ '^[a-z][a-z_]{0,63}$'),
    url text not null,
    secret_file text collate "C" not null check (secret_file ~ '^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$'),
    enabled boolean not null default true,
    disabled_reason text,
    disabled_at timestamptz,
    held_until timestamptz,
    removed_at timestamptz check (removed_at is null or not enabled),
    created_at timestamptz not null default now(),
    check (enabled = (disabled_reason is null) and enabled = (disabled_at is null)),
    constraint webhook_url check (kind <> 'WEBHOOK' or
        (url ~ '^https?://[^/?#@[:space:]]+([/?#][^[:space:]]*)?$' and length(url) <= 2000))
);
comment on table breach.endpoint is
    'A way to a person or a team. Only kind WEBHOOK is sent to; the others are for later.';
comment on column breach.endpoint.role is
    'Whom it reaches: primary_lead, secondary_lead, strategic_lead, ehcp_coordinator, ...';
comment on column breach.endpoint.secret_file is
    'Name of the file in the alerter''s folder of secrets; the secret itself is in no table.';
comment on column breach.endpoint.disabled_reason is
    'gone: the receiver answered 410. Else in the words of the person who did it.';
comment on column breach.endpoint.held_until is
    'Nothing is sent before: the receiver was too busy and said until when.';
comment on column breach.endpoint.removed_at is
    'Not null: it is there only for what was once delivered to it.';

create table breach.route (
    route_id bigint generated always as identity primary key,
    rule_id text collate "C" not null default '' check (rule_id ~ '^([A-Z0-9_]+|[A-Z0-9_]*[*])?$'),
    stage text collate "C" not null default ''
        check (stage in ('', 'nursery', 'primary', 'secondary', 'post16')),
    commitment int not null default 0 check (commitment between 0 and 5),
    priority text collate "C" not null default '' check (priority in ('', 'P1', 'P2', 'P3', 'P4')),
    endpoint_id text collate "C" not null references breach.endpoint,
    unique (rule_id, stage, commitment, priority, endpoint_id)
);
comment on table breach.route is
    'Which breaches go where. Every matching route counts, each endpoint is told once.';
comment on column breach.route.rule_id is
    'A rule, a beginning and * (C1_PTT_*), or '''' for any.';
comment on column breach.route.stage is
    '''''  any. A breach of unknown stage matches every stage: both panel leads are told.';
comment on column breach.route.commitment is '0 any.';
comment on column breach.route.priority is ''''' any.';

-- The breaches of commitments 1 and 2 happen at a school and go by its stage. Those of referrals and
-- advice happen at a provider and go by rule: a route that names only a stage does not take them.
-- Without a search path of its own, so that it becomes a part of the query that asks.
create function breach.routed_to(rule_id text, commitment int, priority text, stage text)
returns table (route_id bigint, endpoint_id text)
language sql stable as $$
    select r.route_id, r.endpoint_id
      from breach.route r
     where (r.rule_id in ('', routed_to.rule_id)
            or right(r.rule_id, 1) = '*' and starts_with(routed_to.rule_id, left(r.rule_id, -1)))
       and r.commitment in (0, routed_to.commitment)
       and r.priority in ('', routed_to.priority)
       and (r.stage = ''
            or routed_to.stage in ('', r.stage)
               and (r.rule_id <> '' or r.commitment <> 0 or routed_to.commitment in (1, 2)))
$$;
comment on function breach.routed_to(text, int, text, text) is
    'The routes that match, and where they lead, disabled endpoints included.';

-- Changes that are not expanded yet. A queue of its own, because the numbers of breach.change become
-- visible in another order than they were given: no position in it could be trusted.
create table breach.inbox (
    change_id bigint primary key references breach.change,
    priority text collate "C" not null
);
create index inbox_by_priority on breach.inbox (priority, change_id);
comment on table breach.inbox is 'Changes of state that the alerter has not looked at yet.';
comment on column breach.inbox.priority is 'Of the breach when it changed.';

create function breach.announce_change() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    -- each looked up: a join would read the index of all breaches once the planner believes them few
    insert into breach.inbox (change_id, priority)
    select n.change_id, (select b.priority from breach.breach b where b.breach_id = n.breach_id)
      from new_rows n;
    if found then
        notify breach_change;
    end if;
    return null;
end
$$;
comment on function breach.announce_change() is
    'NOTIFY breach_change is a hint that saves the alerter a second; breach.inbox is the truth.';
create trigger announce after insert on breach.change
    referencing new table as new_rows for each statement execute function breach.announce_change();
insert into breach.inbox (change_id, priority)
select c.change_id, b.priority from breach.change c join breach.breach b using (breach_id);

create table breach.alert (
    change_id bigint unique references breach.change,
    delivery_id text collate "C" primary key,
    breach_id text collate "C" not null,
    sequence int not null,
    rule_id text collate "C" not null,
    state text collate "C" not null,
    priority text collate "C" not null,
    routing text collate "C" not null check (routing in ('QUIET', 'UNROUTED', 'ROUTED')),
    facts jsonb not null,
    changed_at timestamptz not null,
    expanded_at timestamptz not null default now(),
    published_at timestamptz
);
create index alert_of_breach on breach.alert (breach_id, sequence);
create index alert_unpublished on breach.alert (change_id) where published_at is null;
create index alert_unrouted on breach.alert (change_id) where routing = 'UNROUTED';
comment on table breach.alert is
    'One row per change of state: what there is to tell. No part of it is about a child.';
comment on column breach.alert.change_id is 'Null: a test of an endpoint, of no breach.';
comment on column breach.alert.delivery_id is
    'breach_id _ sequence: the id under which every receiver gets it, on every attempt.';
comment on column breach.alert.routing is
    'QUIET is recorded and never sent. UNROUTED matched no route to an enabled endpoint: add one '
    'and call breach.reroute().';
comment on column breach.alert.facts is 'What a message says, whichever way it goes.';
comment on column breach.alert.published_at is
    'When the broker had acknowledged its record on topic commitment-breach.';

create table breach.delivery (
    delivery_id text collate "C" not null references breach.alert (delivery_id),
    endpoint_id text collate "C" not null references breach.endpoint,
    change_id bigint,
    breach_id text collate "C" not null,
    sequence int not null,
    priority text collate "C" not null,
    tier int not null default 1,
    state text collate "C" not null default 'PENDING'
        check (state in ('PENDING', 'DELIVERED', 'SUPERSEDED', 'DEAD')),
    not_before timestamptz not null default now(),
    attempts int not null default 0,
    first_attempt_at timestamptz,
    leased_until timestamptz,
    lease_token uuid,
    last_status int,
    last_outcome text collate "C",
    delivered_at timestamptz,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    primary key (delivery_id, endpoint_id),
    unique (breach_id, endpoint_id, sequence),
    check ((leased_until is null) = (lease_token is null)),
    check (state = 'PENDING' or lease_token is null),
    check ((state = 'DELIVERED') = (delivered_at is not null))
) with (fillfactor = 70);
create index delivery_pending on breach.delivery (endpoint_id, priority, not_before)
    where state = 'PENDING';
create index delivery_dead on breach.delivery (changed_at) where state = 'DEAD';
create index delivery_of_change on breach.delivery (change_id);
comment on table breach.delivery is
    'One row per alert and endpoint. PENDING until a receiver said yes (DELIVERED), a later change '
    'or the removal of the endpoint made it pointless (SUPERSEDED), or patience ended (DEAD).';
comment on column breach.delivery.tier is
    'Who is told: 1 whom the routes name, above who comes next when nobody acknowledges.';
comment on column breach.delivery.not_before is 'The next attempt; also what waits for an hour of day.';
comment on column breach.delivery.attempts is 'Begun, whatever became of them.';
comment on column breach.delivery.lease_token is
    'Of the attempt under way; only who holds it may write its result.';
comment on column breach.delivery.last_status is 'HTTP status of the last attempt, null if there was none.';
comment on column breach.delivery.last_outcome is
    'delivered, refused, busy, gone, redirected; without an answer timeout, lost, invalid, '
    'unreachable, tls; blocked (no address to send to), secret (nothing to sign with).';

create table breach.paging (
    paused boolean not null default false,
    actor text,
    reason text,
    changed_at timestamptz not null default now()
);
create unique index paging_is_one_row on breach.paging ((true));
insert into breach.paging default values;
comment on table breach.paging is
    'One row. While paused nothing is sent to anybody; changes are still expanded and published.';

-- A chain: each row's hash covers its content and the hash before it. Rows are numbered without
-- gaps, under a lock, so that one taken out or changed is found by breach.audit_broken(). Cutting
-- off the end is not: compare the last hash with a copy kept elsewhere.
create table breach.audit (
    audit_id bigint primary key,
    at timestamptz not null,
    login text collate "C" not null,
    actor text not null,
    action text collate "C" not null check (action ~ '^[a-z][a-z_]{0,63}$'),
    delivery_id text collate "C",
    endpoint_id text collate "C",
    attempt int,
    lease_token uuid,
    outcome text collate "C",
    status int,
    latency_ms int,
    request_sha256 bytea,
    reason text,
    previous_hash bytea not null,
    hash bytea not null
);
create index audit_of_delivery on breach.audit (delivery_id) where delivery_id is not null;
comment on table breach.audit is
    'Who did what and when: every attempt to deliver, every hand on routes, endpoints and paging. '
    'Rows are only added; audit_id, at, login and the hashes fill themselves.';
comment on column breach.audit.login is 'Database login; actor is who it says it acts for.';
comment on column breach.audit.lease_token is 'Tells attempts apart, those after a replay too.';
comment on column breach.audit.outcome is
    'As breach.delivery.last_outcome, or unknown: whoever made the attempt died over it.';
comment on column breach.audit.action is
    'attempt; endpoint_disabled; paused, resumed, rerouted, replayed and what other commands do.';

-- With a body that is parsed here, so that it becomes a part of the expression that asks.
create function breach.audit_hash(row_ breach.audit) returns bytea
language sql stable
return sha256(row_.previous_hash || convert_to(jsonb_build_array(
        row_.audit_id, extract(epoch from row_.at), row_.login, row_.actor, row_.action,
        row_.delivery_id, row_.endpoint_id, row_.attempt, row_.lease_token, row_.outcome,
        row_.status, row_.latency_ms, encode(row_.request_sha256, 'hex'), row_.reason)::text, 'UTF8'));
comment on function breach.audit_hash(breach.audit) is 'Of a row''s content and the hash before it.';

create function breach.audit_chain() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtext('breach.audit'));
    select a.audit_id + 1, a.hash into new.audit_id, new.previous_hash
      from breach.audit a order by a.audit_id desc limit 1;
    if not found then
        new.audit_id := 1;
        new.previous_hash := '\x';
    end if;
    new.at := clock_timestamp();
    new.login := session_user;
    new.hash := breach.audit_hash(new);
    return new;
end
$$;
create trigger chain before insert on breach.audit
    for each row execute function breach.audit_chain();

create function breach.audit_refuse() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    raise exception 'rows of breach.audit are only added';
end
$$;
create trigger keep before update or delete or truncate on breach.audit
    for each statement execute function breach.audit_refuse();

create function breach.audit_broken() returns bigint
language sql stable set search_path = pg_catalog as $$
    select min(audit_id) from (
        select a.audit_id,
               a.hash = breach.audit_hash(a)
               and a.previous_hash = coalesce(lag(a.hash) over chain, '\x')
               and a.audit_id = coalesce(lag(a.audit_id) over chain, 0) + 1 as whole
          from breach.audit a
        window chain as (order by a.audit_id)) checked
     where not whole
$$;
comment on function breach.audit_broken() is
    'The first row that was changed or has a neighbour missing; null: the chain is whole.';

create function breach.pause(actor text, reason text) returns boolean
language plpgsql set search_path = pg_catalog as $$
begin
    update breach.paging set paused = true, actor = pause.actor, reason = pause.reason,
           changed_at = now() where not paused;
    if found then
        insert into breach.audit (actor, action, reason) values (pause.actor, 'paused', pause.reason);
    end if;
    return found;
end
$$;
comment on function breach.pause(text, text) is
    'Stops all sending; attempts under way end. False: it was paused already.';

create function breach.resume(actor text, reason text) returns boolean
language plpgsql set search_path = pg_catalog as $$
begin
    update breach.paging set paused = false, actor = resume.actor, reason = resume.reason,
           changed_at = now() where paused;
    if found then
        insert into breach.audit (actor, action, reason) values (resume.actor, 'resumed', resume.reason);
        notify breach_change;
    end if;
    return found;
end
$$;
comment on function breach.resume(text, text) is
    'Sends again, what waited first. False: it was not paused.';

-- Adds the deliveries that are missing for some alerts, and tells how each alert was routed.
create function breach.add_deliveries(changes bigint[]) returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
    added bigint;
begin
    insert into breach.delivery (delivery_id, endpoint_id, change_id, breach_id, sequence, priority)
    select distinct a.delivery_id, e.endpoint_id, a.change_id, a.breach_id, a.sequence, a.priority
      from breach.alert a
      join breach.breach b using (breach_id)
     cross join lateral breach.routed_to(b.rule_id, b.commitment, a.priority, b.stage) t
      join breach.endpoint e on e.endpoint_id = t.endpoint_id and e.enabled
     where a.change_id = any (changes) and a.routing <> 'QUIET'
        on conflict do nothing;
    get diagnostics added = row_count;
    update breach.alert a set routing = 'ROUTED'
     where a.change_id = any (changes) and a.routing = 'UNROUTED'
       and exists (select from breach.delivery d where d.change_id = a.change_id);
    return added;
end
$$;

-- What was never tried is not sent after the change that follows it. What was tried, and may have
-- arrived, is sent until it has, and the next waits for it; unless somebody has acknowledged, or it
-- was taken back quietly: then nobody needs it any more.
create function breach.is_pointless(d breach.delivery) returns boolean
language sql stable set search_path = pg_catalog as $$
    select exists (
        select from breach.alert a
         where a.breach_id = d.breach_id and a.sequence > d.sequence
           and (d.attempts = 0 or a.state = 'ACKNOWLEDGED' or a.routing = 'QUIET')
           and (a.routing = 'QUIET' or exists (
                select from breach.delivery n
                 where n.change_id = a.change_id and n.endpoint_id = d.endpoint_id)))
$$;
comment on function breach.is_pointless(breach.delivery) is
    'Whether a later change makes it so, were it not delivered yet.';

-- PENDING is said so that the index of what is pending, which may hold all of a storm, is of no use.
create function breach.supersede(changes bigint[]) returns void
language sql set search_path = pg_catalog as $$
    update breach.delivery d
       set state = 'SUPERSEDED', changed_at = now()
      from (select distinct a.breach_id from breach.alert a where a.change_id = any (changes)) c
     where d.breach_id = c.breach_id and d.state not in ('DELIVERED', 'SUPERSEDED', 'DEAD')
       and d.lease_token is null
       and exists (select from breach.alert l
                    where l.breach_id = d.breach_id and l.sequence > d.sequence)
       and breach.is_pointless(d)
$$;

-- Waits are kept as the times at which they end. When the clock is put back, they would last longer
-- by as much: a row that was changed in the future tells of it, and of how long it had to wait.
create function breach.follow_clock() returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
    moved bigint;
begin
    update breach.delivery
       set not_before = least(not_before, now() + greatest(not_before - changed_at, '0')),
           leased_until = case when lease_token is not null then
               least(leased_until, now() + greatest(leased_until - changed_at, '0')) end,
           changed_at = now()
     where state = 'PENDING' and changed_at > now() + interval '5 seconds';
    get diagnostics moved = row_count;
    -- How long a receiver is to be left alone is not known any more: it says so again if it is busy.
    if moved > 0 then
        update breach.endpoint set held_until = null where held_until > now();
    end if;
    return moved;
end
$$;
comment on function breach.follow_clock() is
    'After the database''s clock was put back: lets what is pending wait no longer than it was to.';

-- In one statement of the caller's, under a lock: no client can stop between the steps, and the
-- alerts of one breach come in order, however many alerters there are.
create function breach.expand(most int)
returns table (rule_id text, routing text, alerts bigint)
language plpgsql set search_path = pg_catalog as $$
declare
    changes bigint[];
begin
    perform pg_advisory_xact_lock(hashtext('breach.expand'));
    -- Forgotten in a crash it is done again; a lease that builds on it waits for the disk, and with
    -- it for all that was written before.
    perform set_config('synchronous_commit', 'off', true);
    -- What is urgent first, but no change before an earlier one of its breach.
    changes := array(
        select o.change_id from breach.inbox o order by o.priority, o.change_id limit most);
    with taken as (
        delete from breach.inbox i
         where i.change_id = any (changes || array(
            select e.change_id
              from breach.change c
              join breach.change e on e.breach_id = c.breach_id and e.sequence < c.sequence
             where c.change_id = any (changes)))
        returning i.change_id)
    select array_agg(change_id) into changes from taken;
    if changes is null then
        return;
    end if;

    insert into breach.alert (change_id, delivery_id, breach_id, sequence, rule_id, state, priority,
                              routing, facts, changed_at)
    select c.change_id, c.breach_id || '_' || c.sequence, c.breach_id, c.sequence, b.rule_id,
           c.state, b.priority, case when c.quiet then 'QUIET' else 'UNROUTED' end,
           jsonb_build_object(
               'rule', b.rule_id, 'title', left(coalesce(r.title, b.rule_id), 500), 'commitment', b.commitment,
               'priority', b.priority, 'state', c.state, 'sequence', c.sequence, 'org', b.org,
               'school', nullif(left(s.name, 200), ''), 'year_band', b.stage, 'raised_on', b.raised_on,
               'due_on', b.due_on), c.at
      from breach.change c
      join breach.breach b using (breach_id)
      left join reference.school s using (org)
      left join lateral (
            select l.title from reference.rule l
             where l.rule_id = b.rule_id and l.step = b.step and l.valid_from <= b.raised_on
             order by l.valid_from desc limit 1) r on true
     where c.change_id = any (changes);

    perform breach.add_deliveries(changes);
    perform breach.supersede(changes);
    return query
    select a.rule_id, a.routing, count(*) from breach.alert a
     where a.change_id = any (changes) group by 1, 2 order by 1, 2;
end
$$;
comment on function breach.expand(int) is
    'Makes alerts and deliveries of up to so many changes, the urgent first, each exactly once; says '
    'how many were routed, by rule.';

create function breach.reroute(actor text, reason text, endpoint_id text default null)
returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
    added bigint;
begin
    perform pg_advisory_xact_lock(hashtext('breach.expand'));
    added := breach.add_deliveries(array(
        select a.change_id
          from breach.alert a
          join breach.breach b on b.breach_id = a.breach_id and b.sequence = a.sequence
         where b.state = 'RAISED'
           and (a.routing = 'UNROUTED' or a.routing = 'ROUTED' and exists (
                select from breach.routed_to(b.rule_id, b.commitment, a.priority, b.stage) t
                 where t.endpoint_id = reroute.endpoint_id))));
    insert into breach.audit (actor, action, endpoint_id, reason)
    values (reroute.actor, 'rerouted', reroute.endpoint_id, reroute.reason);
    notify breach_change;
    return added;
end
$$;
comment on function breach.reroute(text, text, text) is
    'Delivers what no route matched, as far as it still stands, after a route was added or an '
    'endpoint enabled; with an endpoint also what others were told while it was away. How many.';

create function breach.replay(actor text, reason text, delivery_id text, endpoint_id text)
returns boolean
language plpgsql set search_path = pg_catalog as $$
begin
    update breach.delivery d
       set state = 'PENDING', attempts = 0, first_attempt_at = null, not_before = now(),
           changed_at = now()
     where d.delivery_id = replay.delivery_id and d.endpoint_id = replay.endpoint_id
       and d.state = 'DEAD';
    if found then
        insert into breach.audit (actor, action, delivery_id, endpoint_id, reason)
        values (replay.actor, 'replayed', replay.delivery_id, replay.endpoint_id, replay.reason);
        notify breach_change;
    end if;
    return found;
end
$$;
comment on function breach.replay(text, text, text, text) is
    'Begins again with a delivery that was given up. False: it was not.';

revoke execute on function
    breach.pause(text, text), breach.resume(text, text), breach.add_deliveries(bigint[]),
    breach.supersede(bigint[]), breach.follow_clock(), breach.expand(int),
    breach.reroute(text, text, text), breach.replay(text, text, text, text)
    from public;
grant execute on function
    breach.add_deliveries(bigint[]), breach.supersede(bigint[]), breach.follow_clock(),
    breach.expand(int)
    to goldenthread_alerter;
grant usage on schema reference to goldenthread_alerter;
grant select on reference.rule, reference.school to goldenthread_alerter;

grant insert on breach.inbox to goldenthread_consumer;
grant select, delete on breach.inbox to goldenthread_alerter;
grant select on breach.endpoint, breach.route, breach.paging to goldenthread_alerter;
grant update (enabled, disabled_reason, disabled_at, held_until) on breach.endpoint
    to goldenthread_alerter;
grant select, insert, update on breach.alert, breach.delivery to goldenthread_alerter;
grant select, insert on breach.audit to goldenthread_alerter;
grant select on breach.endpoint, breach.route, breach.alert, breach.delivery, breach.paging,
    breach.audit to goldenthread_audit;
grant execute on function breach.audit_broken() to goldenthread_audit;
