-- Who may do what. Groups without a login: an installation makes its own logins and puts each into
-- one of them. All objects of the later migrations belong to goldenthread_owner.

do $$
declare
    name text;
begin
    foreach name in array array[
        'goldenthread_owner',        -- owns every object, nobody's login
        'goldenthread_migrate',      -- migrations, reference data, the operator's commands
        'goldenthread_consumer',     -- the stream consumers
        'goldenthread_alerter',      -- delivery of alerts
        'goldenthread_performance',  -- analysts: KPI views and reference data, nothing about a child
        'goldenthread_panel',        -- inclusion panel leads: their alerts
        'goldenthread_audit'         -- who looks over the shoulder: positions and refusals, no content
    ] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin', name);
        end if;
        if not pg_has_role(current_user, name, 'member') then
            -- so that whoever migrates may SET ROLE to it
            execute format('grant %I to current_user', name);
        end if;
    end loop;
    if not pg_has_role('goldenthread_migrate', 'goldenthread_owner', 'member') then
        grant goldenthread_owner to goldenthread_migrate;
    end if;
    execute format('grant create on database %I to goldenthread_owner', current_database());
    -- Queries here take less time than compiling their expressions would, and sort some ten
    -- thousand rows.
    execute format('alter database %I set jit = off', current_database());
    execute format('alter database %I set work_mem = %L', current_database(), '32MB');
end
$$;

-- A forgotten transaction of an analyst would hold back vacuum on tables that are rewritten all day.
-- PostgreSQL applies such settings to the role that logs in, not to the groups it is in:
-- stream.admit() copies them.
alter role goldenthread_performance set statement_timeout = '30s';
alter role goldenthread_performance set idle_in_transaction_session_timeout = '60s';
alter role goldenthread_performance set default_transaction_read_only = on;

create schema if not exists stream;
create table if not exists stream.migration (
    number int primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
);
alter schema stream owner to goldenthread_owner;
alter table stream.migration owner to goldenthread_owner;

set local role goldenthread_owner;

create function stream.admit(login name, "group" name) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    setting text;
begin
    execute format('grant %I to %I', "group", login);
    for setting in
        select unnest(rolconfig) from pg_roles where rolname = "group"
    loop
        execute format('alter role %I set %I = %L', login,
                       split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1));
    end loop;
end
$$;
comment on function stream.admit(name, name) is
    'Puts a login into a group and gives it the group''s timeouts. Needs CREATEROLE.';
revoke execute on function stream.admit(name, name) from public;
