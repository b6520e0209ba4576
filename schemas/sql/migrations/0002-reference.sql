-- Reference data: what decides the meaning of an event, and what only names things.
-- Every text is ordered by bytes (collate "C"): the same order as the consumers'.

set local role goldenthread_owner;

create schema reference;

create table reference.attendance_code (
    code text collate "C" primary key,
    title text not null,
    class text collate "C" not null check (class in
        ('present', 'late', 'aea', 'authorised', 'unauthorised', 'not_possible')),
    valid_from date not null
);
comment on table reference.attendance_code is
    'Attendance codes in England from 19 August 2024, with the class that statistics give them.';
comment on column reference.attendance_code.class is
    'aea: approved educational activity. Possible sessions are all classes but not_possible.';
comment on column reference.attendance_code.valid_from is
    'First date on which a session mark may carry the code.';

create table reference.need (
    need text collate "C" primary key,
    title text not null
);
comment on table reference.need is 'Primary types of SEN (Common Basic Data Set).';

create table reference.school_day (
    day date primary key
);
comment on table reference.school_day is
    'School days of the area, one calendar for all schools. The file in the repository is '
    'illustrative: load the authority''s own in its place.';

create table reference.term (
    starts_on date primary key,
    ends_on date not null check (ends_on > starts_on),
    name text not null
);
comment on table reference.term is
    'Names of the terms: 1 September to 31 December, 1 January to Easter Sunday, Easter Monday to '
    '31 August.';

create table reference.school (
    org text collate "C" primary key,
    phase text collate "C" not null check (phase in
        ('nursery', 'primary', 'secondary', 'special', 'pru', 'post16')),
    locality text collate "C" not null default '',
    name text not null default ''
);
comment on table reference.school is
    'Schools of the area; org is the URN. An org that is not here is member '''' of phase and locality.';

-- The version of what the rules read. Consumers carry it in their rules version and stop when the
-- ledger was written under another. A statement that changes no row, as a repeated load, leaves it.

create table reference.version (
    version bigint not null
);
create unique index version_is_one_row on reference.version ((true));
insert into reference.version values (1);

create function reference.raise_version() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    changed boolean := true;
begin
    if tg_op = 'INSERT' then
        changed := exists (select from new_rows);
    elsif tg_op = 'DELETE' then
        changed := exists (select from old_rows);
    elsif tg_op = 'UPDATE' then
        changed := exists (select * from old_rows except select * from new_rows);
    end if;
    if changed then
        update reference.version set version = version + 1;
    end if;
    return null;
end
$$;

do $$
declare
    name text;
begin
    foreach name in array array['attendance_code', 'need', 'school_day'] loop
        execute format('create trigger version_insert after insert on reference.%I
            referencing new table as new_rows execute function reference.raise_version()', name);
        execute format('create trigger version_update after update on reference.%I
            referencing old table as old_rows new table as new_rows
            execute function reference.raise_version()', name);
        execute format('create trigger version_delete after delete on reference.%I
            referencing old table as old_rows execute function reference.raise_version()', name);
        execute format('create trigger version_truncate after truncate on reference.%I
            execute function reference.raise_version()', name);
    end loop;
end
$$;

create function reference.today() returns date
language sql stable parallel safe
return coalesce(nullif(current_setting('goldenthread.today', true), '')::date,
                (now() at time zone 'Europe/London')::date);
comment on function reference.today() is
    'The London date, or the session setting goldenthread.today. No view shows anything later.';

grant usage on schema reference to
    goldenthread_migrate, goldenthread_consumer, goldenthread_alerter, goldenthread_performance,
    goldenthread_panel, goldenthread_audit;
grant select on all tables in schema reference to
    goldenthread_migrate, goldenthread_consumer, goldenthread_alerter, goldenthread_performance,
    goldenthread_panel, goldenthread_audit;
alter default privileges in schema reference grant select on tables to
    goldenthread_migrate, goldenthread_consumer, goldenthread_alerter, goldenthread_performance,
    goldenthread_panel, goldenthread_audit;
