-- Breaches of commitments: the rules as dated rows, what is open or was, and every change of state.
-- Consumers write a breach and its change in the transaction of the document that crosses.

set local role goldenthread_owner;

create table reference.rule (
    rule_id text collate "C",
    step text collate "C" default '',
    valid_from date,
    commitment int not null check (commitment between 1 and 5),
    priority text collate "C" not null check (priority in ('P1', 'P2', 'P3', 'P4')),
    scope text collate "C" not null check (scope in ('SEND_OR_UNKNOWN', 'ALL')),
    threshold int,
    least int,
    quiet_after_days int not null default 60,
    quiet_recorded_days int not null default 7,
    title text not null,
    wording text not null,
    primary key (rule_id, step, valid_from)
);
comment on table reference.rule is
    'Breach rules. A threshold counts from the first day of the window or record that it judges, '
    'priority and scope from the day of the breach.';
comment on column reference.rule.scope is
    'SEND_OR_UNKNOWN: a crossing whose own record or mark has SEN provision N is left out.';
comment on column reference.rule.least is
    'How much there must be before a ratio is looked at (possible sessions).';
comment on column reference.rule.quiet_after_days is
    'A breach raised longer ago than this is recorded and shown, but not sent.';
comment on column reference.rule.quiet_recorded_days is
    'So is one whose events were all recorded longer ago than this, unless time alone raised it.';
comment on column reference.rule.title is 'The rule in a few words, as a lead reads it in an alert.';
comment on column reference.rule.wording is 'What happened and what is asked, in one sentence.';

call reference.watch('rule');

create schema breach;

create table breach.breach (
    breach_id text collate "C" primary key,
    consumer text collate "C" not null,
    rule_id text collate "C" not null,
    step text collate "C" not null,
    commitment int not null,
    priority text collate "C" not null,
    subject text collate "C" not null,
    window_start date not null,
    episode text collate "C" not null,
    org text collate "C" not null,
    sen text collate "C" not null,
    stage text collate "C" not null,
    raised_on date not null,
    due_on date,
    over_on date,
    session text collate "C" check (session in ('AM', 'PM')),
    state text collate "C" not null check (state in
        ('RAISED', 'ACKNOWLEDGED', 'RESOLVED', 'RETRACTED')),
    by_person boolean not null default false,
    sequence int not null,
    quiet boolean not null,
    event_id text collate "C",
    opened_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    unique (rule_id, subject, episode)
) with (fillfactor = 85);
create index breach_of_document on breach.breach (consumer, subject, window_start);
create index breach_open on breach.breach (raised_on) where state in ('RAISED', 'ACKNOWLEDGED');
comment on table breach.breach is
    'Every breach that was ever found, with the state it is in. Holds pseudonyms: no part of it but '
    'breach_id, rule, priority, org, stage and dates may leave the database.';
comment on column breach.breach.subject is 'The child_ref.';
comment on column breach.breach.window_start is 'With consumer and subject: the document that crosses.';
comment on column breach.breach.session is
    'For rules on session marks: with org and raised_on, the mark that crosses.';
comment on column breach.breach.by_person is
    'RESOLVED by a person: stands until the crossing itself goes away.';
comment on column breach.breach.sequence is 'Raised by every change of state; part of an alert''s id.';
comment on column breach.breach.quiet is 'Its raise was recorded and is shown, but was not sent.';
comment on column breach.breach.opened_at is 'When it was raised last.';

create table breach.change (
    change_id bigint generated always as identity primary key,
    breach_id text collate "C" not null references breach.breach,
    sequence int not null,
    state text collate "C" not null,
    reason text collate "C" not null,
    quiet boolean not null,
    at timestamptz not null default clock_timestamp(),
    unique (breach_id, sequence)
);
comment on table breach.change is
    'One row per change of state, written with it. The alerter delivers from here.';
comment on column breach.change.reason is
    'crossed, already_over, time_over, not_crossed, rules_changed; acknowledged, resolved by a person.';

create table breach.key_check (
    key_check text collate "C" not null
);
create unique index key_check_is_one_row on breach.key_check ((true));
comment on table breach.key_check is
    'Which key the ids of this database are made with, without telling it: a consumer with another '
    'key would give every breach a second id, and does not start.';

create view breach.history as
select breach_id, rule_id, commitment, priority, subject, episode, org, sen, stage,
       raised_on, due_on, over_on, state, sequence, quiet, event_id, opened_at
  from breach.breach;
comment on view breach.history is 'All breaches, whatever became of them.';

create view breach.open as
select * from breach.history where state in ('RAISED', 'ACKNOWLEDGED');
comment on view breach.open is 'Breaches that stand: raised, and acknowledged or not.';

grant usage on schema breach to
    goldenthread_migrate, goldenthread_consumer, goldenthread_alerter, goldenthread_panel,
    goldenthread_audit;
grant select, insert, update on breach.breach to goldenthread_consumer, goldenthread_migrate;
grant select, insert on breach.key_check to goldenthread_consumer, goldenthread_migrate;
grant select, insert on breach.change to goldenthread_consumer, goldenthread_migrate;
grant select on breach.breach, breach.change to goldenthread_alerter;
grant select on breach.history, breach.open to
    goldenthread_migrate, goldenthread_alerter, goldenthread_panel;
grant select on breach.change to goldenthread_audit;
