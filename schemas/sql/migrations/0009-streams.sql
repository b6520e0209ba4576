-- Four streams of records beside the session marks: exclusions, part-time timetables, referrals and
-- advice. Their documents are the winning events of a child as they were sent, in one document for
-- life, because a record keeps its identity when its dates are corrected.

set local role goldenthread_owner;

create procedure reference.watch(name text)
language plpgsql set search_path = pg_catalog as $$
begin
    execute format('create trigger version_insert after insert on reference.%I
        referencing new table as new_rows execute function reference.raise_version()', name);
    execute format('create trigger version_update after update on reference.%I
        referencing old table as old_rows new table as new_rows
        execute function reference.raise_version()', name);
    execute format('create trigger version_delete after delete on reference.%I
        referencing old table as old_rows execute function reference.raise_version()', name);
    execute format('create trigger version_truncate after truncate on reference.%I
        execute function reference.raise_version()', name);
end
$$;
comment on procedure reference.watch(text) is
    'From now on every change of the table raises the version of the reference data.';
revoke execute on procedure reference.watch(text) from public;

create table reference.service (
    service text collate "C" primary key,
    title text not null,
    wait_ends text collate "C" not null check (wait_ends in ('FIRST_CONTACT', 'ASSESSMENT'))
);
comment on table reference.service is 'Services that take referrals.';
comment on column reference.service.wait_ends is
    'The first step of a service that ends the wait; a later one, closing and refusal always do.';

create table reference.exclusion_reason (
    reason text collate "C" primary key,
    title text not null
);
comment on table reference.exclusion_reason is
    'Reasons for suspension and permanent exclusion (Common Basic Data Set).';

call reference.watch('service');
call reference.watch('exclusion_reason');

create procedure state.make(name text, what text)
language plpgsql set search_path = pg_catalog as $$
begin
    execute format('create table state.%I (
        child_ref text collate "C" not null,
        window_start date not null,
        partition int not null,
        version bigint not null,
        next_due date,
        body bytea not null,
        primary key (child_ref, window_start)
    ) with (fillfactor = 85, toast_tuple_target = 4096)', name);
    execute format('alter table state.%I alter column body set storage external', name);
    execute format('create index %I on state.%I (next_due) where next_due is not null',
                   name || '_next_due', name);
    execute format('comment on table state.%I is %L', name,
                   what || ' Written only over the version read.');
end
$$;
comment on procedure state.make(text, text) is
    'The table of a consumer''s documents, and what one of them holds.';
revoke execute on procedure state.make(text, text) from public;

call state.make('exclusion', 'Exclusions of one child, as sent.');
call state.make('timetable', 'Part-time timetables of one child, as sent.');
call state.make('referral', 'Referrals of one child, as sent.');
call state.make('advice', 'Requests for advice about one child, as sent.');

insert into kpi.measure (measure, stream, kind, detail, period) values
    ('suspensions', 'exclusion', 'flow', 'exclusion_reason', ''),
    ('sessions_lost', 'exclusion', 'flow', 'exclusion_category', ''),
    ('permanent_exclusions', 'exclusion', 'flow', 'exclusion_reason', ''),
    ('permanent_exclusion_stages', 'exclusion', 'flow', 'exclusion_stage', ''),
    ('sixth_day_duties', 'exclusion', 'flow', 'duty', ''),
    ('exclusion_notices', 'exclusion', 'flow', 'notice', ''),
    ('exclusions_notified', 'exclusion', 'flow', 'exclusion_category', ''),
    ('suspended_children_term', 'exclusion', 'window', '', 'term'),
    ('suspended_children_year', 'exclusion', 'window', '', 'academic-year'),
    ('suspended_over_5d_term', 'exclusion', 'window', '', 'term'),
    ('suspended_over_15d_term', 'exclusion', 'window', '', 'term'),
    ('suspended_45d_year', 'exclusion', 'window', '', 'academic-year'),
    ('timetables_started', 'timetable', 'flow', 'timetable_reason', ''),
    ('timetables_open', 'timetable', 'stock', 'timetable_reason', ''),
    ('timetables_without_agreement', 'timetable', 'stock', 'timetable_reason', ''),
    ('timetable_reviews', 'timetable', 'stock', 'timetable_reason', ''),
    ('timetables_below_hours', 'timetable', 'stock', 'timetable_reason', ''),
    ('referrals_received', 'referral', 'flow', 'service', ''),
    ('referrals_decided', 'referral', 'flow', 'service', ''),
    ('referrals_accepted', 'referral', 'flow', 'service', ''),
    ('first_contacts', 'referral', 'flow', 'service', ''),
    ('assessments', 'referral', 'flow', 'service', ''),
    ('referrals_waiting', 'referral', 'stock', 'service', ''),
    ('advice_due', 'advice', 'flow', 'strand', ''),
    ('advice_due_met', 'advice', 'flow', 'strand', ''),
    ('advice_due_net', 'advice', 'flow', 'strand', ''),
    ('advice_due_net_met', 'advice', 'flow', 'strand', ''),
    ('advice_outstanding', 'advice', 'stock', 'strand', ''),
    ('advice_outstanding_net', 'advice', 'stock', 'strand', ''),
    ('quality_indicators', 'advice', 'flow', 'strand', ''),
    ('quality_indicators_met', 'advice', 'flow', 'strand', '');
insert into kpi.detail_word (detail, word) values
    ('exclusion_category', 'SUSP'), ('exclusion_category', 'PERM'), ('exclusion_category', 'LNCH'),
    ('exclusion_stage', 'ISSUED'), ('exclusion_stage', 'CANCELLED'), ('exclusion_stage', 'UPHELD'),
    ('exclusion_stage', 'REINSTATED'), ('exclusion_stage', 'QUASHED'),
    ('duty', 'met'), ('duty', 'missed'),
    ('notice', 'in_time'), ('notice', 'late'), ('notice', 'none'),
    ('timetable_reason', 'MEDICAL'), ('timetable_reason', 'REINTEGRATION'),
    ('timetable_reason', 'STAGED_ENTRY'), ('timetable_reason', 'SEMH'),
    ('timetable_reason', 'BEHAVIOUR'), ('timetable_reason', 'OTHER'),
    ('strand', 'EDUCATION'), ('strand', 'HEALTH'), ('strand', 'EP'), ('strand', 'SOCIAL_CARE'),
    ('strand', 'VIEWS'), ('strand', 'OTHER');
comment on column kpi.measure.detail is
    'What kpi.ledger.detail holds: attendance_code, exclusion_reason or service (tables of '
    'reference), or a list of kpi.detail_word; '''' nothing.';

create or replace function kpi.check_detail(side text, measure kpi.measure, detail text)
returns void
language plpgsql stable set search_path = pg_catalog as $$
begin
    if left(detail, 1) = '@' then
        if measure.detail <> 'attendance_code' then
            perform kpi.refuse(side, format('measure ''%s'' has no classes', measure.measure));
        elsif not exists (select from kpi.attendance_class c where c.class = substr(detail, 2)) then
            perform kpi.refuse(side, format('unknown class ''%s''', detail));
        end if;
    elsif not exists (
        select from kpi.detail_word w
         where w.detail = measure.detail and w.word = check_detail.detail
        union all
        select from reference.attendance_code c
         where measure.detail = 'attendance_code' and c.code = check_detail.detail
        union all
        select from reference.exclusion_reason r
         where measure.detail = 'exclusion_reason' and r.reason = check_detail.detail
        union all
        select from reference.service s
         where measure.detail = 'service' and s.service = check_detail.detail) then
        perform kpi.refuse(side, format('measure ''%s'' has no detail ''%s''',
                                        measure.measure, detail));
    end if;
end
$$;
