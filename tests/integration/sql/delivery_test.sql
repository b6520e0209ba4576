-- From a change of state to the deliveries that are due, and what keeps the record of them whole.
begin;
\ir support/breaches.psql
select plan(49);

insert into breach.endpoint (endpoint_id, role, url, secret_file) values
    ('primary', 'primary_lead', 'https://primary.example/hook', 'primary'),
    ('secondary', 'secondary_lead', 'https://secondary.example/hook', 'secondary'),
    ('strategic', 'strategic_lead', 'https://strategic.example/hook', 'strategic'),
    ('health', 'designated_clinical_officer', 'https://health.example/hook', 'health');
insert into breach.route (rule_id, stage, commitment, priority, endpoint_id) values
    ('', 'primary', 0, '', 'primary'),
    ('', 'secondary', 0, '', 'secondary'),
    ('C1_SUSP_*', '', 0, 'P1', 'strategic'),
    ('C4_ADVICE_DUE', '', 0, '', 'health');

create function pg_temp.told(rule text, commitment int, priority text, stage text)
returns text language sql as $$
    select coalesce(string_agg(distinct endpoint_id, ' ' order by endpoint_id), '')
      from breach.routed_to(rule, commitment, priority, stage)
$$;
select is(pg_temp.told('C1_PEX_SEND', 1, 'P1', 'secondary'), 'secondary', 'a stage goes to its lead');
select is(pg_temp.told('C1_PEX_SEND', 1, 'P1', ''), 'primary secondary', 'an unknown stage to both leads');
select is(pg_temp.told('C1_PEX_SEND', 1, 'P1', 'post16'), '', 'a stage that nobody has to nobody');
select is(pg_temp.told('C1_SUSP_15D', 1, 'P1', 'primary'), 'primary strategic', 'a beginning of a rule matches');
select is(pg_temp.told('C1_SUSP_5D', 1, 'P2', 'primary'), 'primary', 'a priority must match');
select is(pg_temp.told('C4_ADVICE_DUE', 4, 'P2', 'primary'), 'health', 'advice goes by rule, not by stage');
select is(pg_temp.told('C5_CHILD_104WK', 5, 'P3', ''), '', 'and nowhere without one');

set local role goldenthread_consumer;
select pg_temp.raise_breach('alr_a');
select pg_temp.raise_breach('alr_b', quiet => true);
select pg_temp.raise_breach('alr_c', rule => 'C5_CHILD_104WK', commitment => 5, stage => '', org => 'RXX');
select throws_ok('select * from breach.inbox', '42501', null, 'a consumer writes the inbox, no more');
set local role goldenthread_alerter;
select is(count(*), 3::bigint, 'each change is in the inbox') from breach.inbox;
select bag_eq('select * from breach.expand(100)',
    $$values ('C1_PEX_SEND', 'QUIET', 1::bigint), ('C1_PEX_SEND', 'ROUTED', 1), ('C5_CHILD_104WK', 'UNROUTED', 1)$$,
    'changes are expanded, routed or not');
select is_empty('select * from breach.expand(100)', 'once');
select results_eq('select delivery_id, endpoint_id, state, attempts, priority from breach.delivery',
    $$values ('alr_a_1' collate "C", 'secondary' collate "C", 'PENDING' collate "C", 0, 'P1' collate "C")$$, 'only what is loud and routed is delivered');
select is(facts, '{"org": "106958", "rule": "C1_PEX_SEND", "state": "RAISED", "title": "C1_PEX_SEND", "due_on": "2025-10-08",
                  "school": null, "priority": "P1", "sequence": 1, "raised_on": "2025-10-01", "year_band": "secondary",
                  "commitment": 1}', 'an alert says nothing about the child')
  from (select facts || '{"title": "C1_PEX_SEND"}' as facts from breach.alert where delivery_id = 'alr_a_1') a;

reset role;
select pg_temp.change_breach('alr_a', 'RETRACTED');
select is(count(*), 1::bigint, 'the next change') from breach.expand(100);
select is(string_agg(delivery_id || ' ' || state, ', ' order by sequence),
          'alr_a_1 SUPERSEDED, alr_a_2 PENDING', 'takes the place of one that was never tried')
  from breach.delivery where breach_id = 'alr_a';
update breach.delivery set attempts = 1 where delivery_id = 'alr_a_2';
select pg_temp.change_breach('alr_a', 'RAISED');
select is(count(*), 1::bigint, 'but waits') from breach.expand(100);
select is(string_agg(state, ' ' order by sequence), 'SUPERSEDED PENDING PENDING', 'for one that was tried')
  from breach.delivery where breach_id = 'alr_a';
select pg_temp.change_breach('alr_a', 'ACKNOWLEDGED');
select is(count(*), 1::bigint, 'an acknowledgement') from breach.expand(100);
select is(string_agg(state, ' ' order by sequence), 'SUPERSEDED SUPERSEDED SUPERSEDED PENDING', 'ends all retries')
  from breach.delivery where breach_id = 'alr_a';
select pg_temp.change_breach('alr_a', 'RETRACTED', quiet => true);
select is(count(*), 1::bigint, 'what is taken back quietly') from breach.expand(100);
select is(string_agg(state, ' ' order by sequence), 'SUPERSEDED SUPERSEDED SUPERSEDED SUPERSEDED',
          'is not told any more') from breach.delivery where breach_id = 'alr_a';

-- Two changes of one breach in one portion.
select pg_temp.raise_breach('alr_d');
select pg_temp.change_breach('alr_d', 'RETRACTED');
select is(sum(alerts), 2::numeric, 'two changes in one portion') from breach.expand(100);
select is(string_agg(state, ' ' order by sequence), 'SUPERSEDED PENDING', 'are one message')
  from breach.delivery where breach_id = 'alr_d';
select pg_temp.raise_breach('alr_e', stage => '');
select is(count(*), 1::bigint, 'a portion has a limit') from breach.expand(1);
select is(string_agg(endpoint_id, ' ' order by endpoint_id), 'primary secondary', 'one alert, two endpoints')
  from breach.delivery where breach_id = 'alr_e';

select pg_temp.raise_breach('alr_later', priority => 'P3');
select pg_temp.raise_breach('alr_now', priority => 'P1');
select is(sum(alerts), 1::numeric, 'of two changes one') from breach.expand(1);
select is(string_agg(delivery_id, ' '), 'alr_now_1', 'what is urgent is looked at first')
  from breach.alert where breach_id in ('alr_now', 'alr_later');
update breach.breach set priority = 'P1' where breach_id = 'alr_later';
select pg_temp.change_breach('alr_later', 'RETRACTED');
select is(sum(alerts), 2::numeric, 'but no change before an earlier one of its breach') from breach.expand(1);

insert into breach.route (rule_id, endpoint_id) values ('C5_*', 'health');
select is(breach.reroute('op', 'a route was missing'), 1::bigint, 'a new route takes what nobody took');
select is(routing, 'ROUTED', 'which is then routed') from breach.alert where breach_id = 'alr_c';
select is(breach.reroute('op', 'again'), 0::bigint, 'once');
update breach.endpoint set enabled = false, disabled_reason = 'gone', disabled_at = now() where endpoint_id = 'primary';
select pg_temp.raise_breach('alr_f', stage => '');
select pg_temp.raise_breach('alr_g', stage => 'primary');
select pg_temp.raise_breach('alr_h', stage => 'primary');
select pg_temp.change_breach('alr_h', 'RETRACTED');
select is(string_agg(routing, ' ' order by routing), 'ROUTED UNROUTED', 'a disabled endpoint is no way')
  from breach.expand(100);
update breach.endpoint set enabled = true, disabled_reason = null, disabled_at = null where endpoint_id = 'primary';
select is(breach.reroute('op', 'primary is back', 'primary'), 2::bigint, 'enabled again it is told what it missed');
select is(string_agg(breach_id, ' ' order by breach_id), 'alr_e alr_f alr_g', 'as far as it still stands')
  from breach.delivery where endpoint_id = 'primary';

update breach.delivery set state = 'DEAD', attempts = 9 where delivery_id = 'alr_g_1';
select ok(breach.replay('op', 'receiver mended', 'alr_g_1', 'primary'), 'what was given up is begun again');
select is(state || ' ' || attempts, 'PENDING 0', 'from the start') from breach.delivery where delivery_id = 'alr_g_1';
select ok(not breach.replay('op', 'again', 'alr_g_1', 'primary'), 'once');

select ok(breach.pause('op', 'drill'), 'all paging stops');
select ok(not breach.pause('op', 'drill'), 'once');
select ok(breach.resume('op', 'drill over'), 'and goes on');
select is(string_agg(action || ' ' || actor || ' ' || login, ', ' order by audit_id),
          'rerouted op postgres, rerouted op postgres, rerouted op postgres, replayed op postgres, '
          'paused op postgres, resumed op postgres', 'every hand on it is in the audit') from breach.audit;

select is(breach.audit_broken(), null::bigint, 'the audit is whole');
select throws_ok('update breach.audit set actor = ''x''', 'P0001', null, 'not even the owner changes it');
select throws_ok('delete from breach.audit', 'P0001', null, 'nor deletes from it');
set local role goldenthread_alerter;
select throws_ok('update breach.audit set actor = ''x''', '42501', null, 'the alerter has no right to');
select throws_ok('select breach.pause(''a'', ''b'')', '42501', null, 'nor to pause');
reset role;
alter table breach.audit disable trigger keep;
update breach.audit set actor = 'somebody else' where audit_id = 3;
select is(breach.audit_broken(), 3::bigint, 'a changed row is found');
update breach.audit set actor = 'op' where audit_id = 3;
delete from breach.audit where audit_id = 4;
select is(breach.audit_broken(), 5::bigint, 'and one that is missing');

select throws_ok($$insert into breach.endpoint (endpoint_id, role, url, secret_file)
    values ('x', 'lead', 'https://user:password@host/', 'x')$$, '23514', null, 'a URL holds no password');

select * from finish();
rollback;
