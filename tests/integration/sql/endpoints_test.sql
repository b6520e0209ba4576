-- Hands on endpoints and routes: what they change and what the audit keeps of them.
begin;
select plan(46);

select is(breach.set_endpoint('S. Ops', 'new lead', 'secondary', 'secondary_lead', 'https://a.example/', 'one'), true,
          'an endpoint is added');
select is(breach.set_endpoint('S. Ops', 'moved', 'secondary', 'secondary_lead', 'https://b.example/', 'two'), false,
          'and changed');
select is(url || ' ' || secret_file, 'https://b.example/ two', 'to the last word') from breach.endpoint;
select throws_ok($$select breach.set_endpoint('S. Ops', 'x', 'UP', 'lead', 'https://a.example/', 'one')$$, '23514', null,
                 'a name of another form is refused');
select is(breach.enable_endpoint('S. Ops', 'x', 'secondary'), false, 'what is enabled is not enabled again');
select is(breach.disable_endpoint('S. Ops', 'moved away', 'secondary'), true, 'an endpoint is disabled');
select is(breach.disable_endpoint('S. Ops', 'again', 'secondary'), false, 'once');
select is(disabled_reason, 'moved away', 'with the reason') from breach.endpoint;
select is(breach.set_endpoint('S. Ops', 'key', 'secondary', 'secondary_lead', 'https://b.example/', 'three'), false,
          'a change of a disabled one');
select is(enabled, false, 'leaves it so') from breach.endpoint;
select is(breach.enable_endpoint('S. Ops', 'back', 'secondary'), true, 'it is enabled');
select is(breach.disable_endpoint('S. Ops', 'x', 'nobody'), false, 'what is not there is not disabled');

select isnt(breach.set_route('S. Ops', 'panel', 'secondary', 'C1_PTT_*', 'secondary', 0, 'P2'), null, 'a route is added');
select is(breach.set_route('S. Ops', 'panel', 'secondary', 'C1_PTT_*', 'secondary', 0, 'P2'), null, 'once');
select throws_ok($$select breach.set_route('S. Ops', 'x', 'nobody', '', '', 0, '')$$, '23503', null,
                 'none leads to nowhere');
select is(breach.remove_route('S. Ops', 'left', (select route_id from breach.route)), true, 'a route is removed');
select is(breach.remove_route('S. Ops', 'left', null), false, 'none is not');

select results_eq('select action, outcome, reason from breach.audit order by audit_id',
    $$values ('endpoint_set' collate "C", 'secondary_lead https://a.example/ one' collate "C", 'new lead'::text),
             ('endpoint_set', 'secondary_lead https://b.example/ two', 'moved'),
             ('endpoint_disabled', null, 'moved away'),
             ('endpoint_set', 'secondary_lead https://b.example/ three', 'key'),
             ('endpoint_enabled', null, 'back'),
             ('route_set', 'rule C1_PTT_* stage secondary commitment any priority P2', 'panel'),
             ('route_removed', 'rule C1_PTT_* stage secondary commitment any priority P2', 'left')$$,
    'the audit says what was set, and nothing of what was not done');

select is(breach.test_endpoint('S. Ops', 'test', 'nobody'), null, 'no test goes to what is not there');
create temp table test as select breach.test_endpoint('S. Ops', 'test', 'secondary') as id;
select results_eq('select endpoint_id, priority, state, change_id from breach.delivery join test on delivery_id = id',
    $$values ('secondary' collate "C", 'P1' collate "C", 'PENDING' collate "C", null::bigint)$$,
    'a test waits like an urgent alert, of no change');
select is(facts ->> 'title', 'Test of this endpoint; nothing has happened', 'and says what it is')
  from breach.alert join test on delivery_id = id;
select is(count(*), 0::bigint, 'it is not published') from breach.alert where published_at is null;
update breach.delivery set leased_until = now() + interval '30 s', attempts = 1,
       lease_token = '00000000-0000-4000-8000-000000000001';
select is(breach.end_test(id), false, 'it is not ended within an attempt') from test;
update breach.delivery set leased_until = now() - interval '1 s';
select is(breach.end_test(id), true, 'but when whoever made it has died') from test;
select is(state, 'SUPERSEDED', 'and is not tried again') from breach.delivery;
select is(breach.end_test(id), true, 'once is enough') from test;
select results_eq('select actor, endpoint_id, attempt, lease_token, outcome from breach.audit join test on delivery_id = id
                    where action = ''attempt''',
    $$values ('S. Ops', 'secondary' collate "C", 1, '00000000-0000-4000-8000-000000000001'::uuid, 'unknown' collate "C")$$,
    'the audit has the attempt that nobody ended');
select breach.end_test(breach.test_endpoint('S. Ops', 'test', 'secondary'));
select is(count(*), 1::bigint, 'and none where none was made') from breach.audit where action = 'attempt';
select is(count(*), 1::bigint, 'the audit has it') from breach.audit join test on delivery_id = id
 where action = 'endpoint_tested' and actor = 'S. Ops';

-- Removal.
select is(breach.remove_endpoint('S. Ops', 'x', 'nobody'), 'absent', 'what is not there is not removed');
create temp table route as
    select breach.set_route('S. Ops', 'panel', 'secondary', '', 'secondary', 0, '') as id;
select is(breach.remove_endpoint('S. Ops', 'x', 'secondary'), id::text, 'nor what a route leads to') from route;
select is(enabled, true, 'which stays as it was') from breach.endpoint;
select breach.remove_route('S. Ops', 'left', id) from route;
update breach.delivery set state = 'DEAD';
create temp table waiting as select breach.test_endpoint('S. Ops', 'test', 'secondary') as id;
update breach.delivery set leased_until = now() - interval '1 s', lease_token = gen_random_uuid(), attempts = 1
 where state = 'PENDING';
select is(breach.remove_endpoint('S. Ops', 'ended', 'secondary'), 'removed', 'else it is removed');
select is(enabled, false, 'nothing is sent there') from breach.endpoint;
select is(string_agg(state, ' '), 'SUPERSEDED SUPERSEDED SUPERSEDED', 'nor waits for it, and all is still known') from breach.delivery;
select is(outcome || ', ' || reason, '3 not delivered, ended', 'the audit has it') from breach.audit
 where action = 'endpoint_removed';
select is(outcome || ' ' || attempt, 'unknown 1', 'and an attempt that nobody ended')
  from breach.audit join waiting on delivery_id = id where action = 'attempt';
select is(breach.remove_endpoint('S. Ops', 'again', 'secondary'), 'absent', 'once');
select is(breach.enable_endpoint('S. Ops', 'x', 'secondary'), false, 'it is not enabled');
select is(breach.test_endpoint('S. Ops', 'test', 'secondary'), null, 'nor tested');
select throws_ok($$select breach.set_route('S. Ops', 'x', 'secondary', '', '', 0, '')$$, '23503', null,
                 'no route leads to it');
select is(breach.set_endpoint('S. Ops', 'is back', 'secondary', 'lead', 'https://c.example/', 'four'), true,
          'one of its name is new');
select is(enabled and removed_at is null, true, 'and ready') from breach.endpoint;

set local role goldenthread_alerter;
select throws_ok($$select breach.remove_endpoint('x', 'y', 'secondary')$$, '42501', null, 'the alerter removes nothing');
select throws_ok($$select breach.set_endpoint('x', 'y', 'z', 'lead', 'https://a.example/', 'one')$$, '42501', null,
                 'the alerter sends where it is told');
set local role goldenthread_panel;
select throws_ok($$select breach.remove_route('x', 'y', 1)$$, '42501', null, 'a lead does not change routes');

select * from finish();
rollback;
