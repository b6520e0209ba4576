-- What people see of breaches, and their hand on them.
begin;
\ir support/breaches.psql
select plan(35);

insert into reference.school (org, phase, name) values ('106958', 'secondary', 'Oak School');
insert into reference.rule (rule_id, step, valid_from, commitment, priority, scope, title, wording) values
    ('C1_PEX_SEND', '', '2025-10-02', 1, 'P1', 'ALL', 'Later title', 'Later wording');
select pg_temp.raise_breach('alr_a');
select pg_temp.raise_breach('alr_b', stage => '', org => '106959', quiet => true);
select pg_temp.raise_breach('alr_c', stage => 'post16', org => '');
insert into breach.endpoint (endpoint_id, role, url, secret_file) values
    ('secondary', 'secondary_lead', 'https://secondary.example/hook', 'secondary');
insert into breach.route (stage, endpoint_id) values ('secondary', 'secondary');

set local goldenthread.today = '2025-10-08';
set local role goldenthread_panel;
select results_eq(
    $$select title, school, year_band, age_days, state, quiet from breach.overview where breach_id = 'alr_a'$$,
    $$values ('Permanent exclusion' collate "C", 'Oak School' collate "C", 'secondary' collate "C", 7, 'RAISED' collate "C", false)$$,
    'a lead sees the rule in the words of its day, the school by name, and how long it stands');
select is(school || '/' || year_band, '106959/unknown', 'a school without a name by its number')
  from breach.overview where breach_id = 'alr_b';
select is(school, 'unknown', 'one that is not known as unknown') from breach.overview where breach_id = 'alr_c';
select hasnt_column('breach', 'overview', 'subject', 'no child');
select hasnt_column('breach', 'overview', 'episode', 'nor a record of one');
select hasnt_column('breach', 'changes', 'subject', 'nor there');
select results_eq($$select breach_id, told from breach.changes order by change_id$$,
    $$values ('alr_a' collate "C", 'WAITING'::text collate "C"), ('alr_b', 'QUIET'), ('alr_c', 'WAITING')$$,
    'before the alerter has come a change waits, or is quiet');
select throws_ok('select * from breach.breach', '42501', null, 'a lead does not read the table');
select throws_ok($$update breach.breach set state = 'RESOLVED'$$, '42501', null, 'nor writes it');
select throws_ok($$select breach.act('alr_a', 'x', 'y', '{RAISED}', 'RETRACTED', 'z')$$, '42501', null,
                 'nor does what is not offered');

reset role;
select is(count(*), 2::bigint, 'the alerter expands: one routed, one not, one quiet')
  from breach.expand(100) where routing <> 'QUIET';
set local role goldenthread_panel;
select results_eq($$select breach_id, told, endpoint_id, role from breach.changes order by change_id$$,
    $$values ('alr_a' collate "C", 'PENDING'::text collate "C", 'secondary' collate "C", 'secondary_lead' collate "C"),
             ('alr_b', 'QUIET', null, null), ('alr_c', 'UNROUTED', null, null)$$, 'then it says whom it tells');

select is(breach.acknowledge('alr_a', 'A. Lead', 'in hand'), 'RAISED', 'a lead acknowledges');
select is(breach.acknowledge('alr_a', 'B. Lead', 'me too'), 'ACKNOWLEDGED', 'a second one is too late');
select is(breach.acknowledge('alr_x', 'A. Lead', 'in hand'), null, 'and nobody what is not there');
select is(state || ' ' || sequence, 'ACKNOWLEDGED 2', 'the breach is acknowledged once')
  from breach.overview where breach_id = 'alr_a';
select results_eq(
    $$select sequence, state, reason, actor, comment, quiet from breach.changes where breach_id = 'alr_a' order by 1$$,
    $$values (1, 'RAISED' collate "C", 'crossed' collate "C", null, null, false),
             (2, 'ACKNOWLEDGED', 'acknowledged', 'A. Lead', 'in hand', false)$$,
    'the change says who and why');
select is(breach.resolve('alr_a', 'A. Lead', 'place found'), 'ACKNOWLEDGED', 'and resolves');
select is(breach.resolve('alr_a', 'A. Lead', 'again'), 'RESOLVED', 'once');
select is(breach.acknowledge('alr_a', 'A. Lead', 'again'), 'RESOLVED', 'a closed one is not acknowledged');
select is(by_person, true, 'it stands until the crossing goes away') from breach.overview where breach_id = 'alr_a';
select is(breach.resolve('alr_b', 'A. Lead', 'old'), 'RAISED', 'a raised one may be resolved at once');
select is(quiet, true, 'what was never sent ends quietly')
  from breach.changes where breach_id = 'alr_b' and sequence = 2;
select throws_ok($$select breach.acknowledge('alr_c', ' ', 'x')$$, 'P0001', null, 'nobody acts without a name');
select throws_ok($$select breach.resolve('alr_c', 'A. Lead', '')$$, 'P0001', null, 'or without a comment');
select is(state || ' ' || sequence, 'RAISED 1', 'nothing changes then') from breach.overview where breach_id = 'alr_c';

reset role;
select results_eq('select actor, action, delivery_id, reason from breach.audit order by audit_id',
    $$values ('A. Lead'::text, 'acknowledged' collate "C", 'alr_a_2' collate "C", 'in hand'::text),
             ('A. Lead', 'resolved', 'alr_a_3', 'place found'), ('A. Lead', 'resolved', 'alr_b_2', 'old')$$,
    'each hand is in the audit');
select is(breach.audit_broken(), null, 'whose chain is whole');
select is(count(*), 3::bigint, 'and each change in the alerter''s inbox') from breach.inbox;
select is(sum(alerts), 3::numeric, 'which expands them') from breach.expand(100);
select is(string_agg(delivery_id || ' ' || state, ', ' order by sequence),
          'alr_a_1 SUPERSEDED, alr_a_2 SUPERSEDED, alr_a_3 PENDING', 'and tells the route the last word')
  from breach.delivery where breach_id = 'alr_a';
select is(count(*), 0::bigint, 'nobody of the quiet one') from breach.delivery where breach_id = 'alr_b';

set local role goldenthread_consumer;
select throws_ok($$select breach.resolve('alr_c', 'x', 'y')$$, '42501', null, 'a consumer is no person');
set local role goldenthread_alerter;
select throws_ok($$select breach.acknowledge('alr_c', 'x', 'y')$$, '42501', null, 'nor is the alerter');
set local role goldenthread_performance;
select throws_ok('select * from breach.overview', '42501', null, 'an analyst sees no breach');

select * from finish();
rollback;
