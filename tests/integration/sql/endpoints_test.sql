-- Hands on endpoints and routes: what they change and what the audit keeps of them.
begin;
select plan(20);

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

set local role goldenthread_alerter;
select throws_ok($$select breach.set_endpoint('x', 'y', 'z', 'lead', 'https://a.example/', 'one')$$, '42501', null,
                 'the alerter sends where it is told');
set local role goldenthread_panel;
select throws_ok($$select breach.remove_route('x', 'y', 1)$$, '42501', null, 'a lead does not change routes');

select * from finish();
rollback;
