begin;
\ir support/lines.psql
select plan(47);

select is(rolcanlogin, false, rolname || ' is no login')
  from pg_roles where rolname ~ '^goldenthread_' order by rolname;

-- Whoever migrates is no superuser and owns nothing by name.
select is(count(*), 0::bigint, 'every relation belongs to goldenthread_owner')
  from pg_class c
 where c.relnamespace in ('kpi'::regnamespace, 'reference'::regnamespace, 'stream'::regnamespace,
                          'state'::regnamespace, 'breach'::regnamespace)
   and pg_get_userbyid(c.relowner) <> 'goldenthread_owner';

set local role goldenthread_consumer;
select lives_ok($$select pg_temp.marks('2025-10-01', 'N', '/', 1)$$, 'a consumer appends to the ledger');
select throws_ok('select * from kpi.ledger', '42501', null, 'a consumer does not read the ledger');
select throws_ok('update kpi.ledger set value = 0', '42501', null, 'nor changes it');
select throws_ok('delete from kpi.ledger', '42501', null, 'nor deletes from it');
select throws_ok('truncate kpi.ledger', '42501', null, 'nor empties it');
select throws_ok('select * from kpi.definition', '42501', null, 'a consumer knows no KPI');
select throws_ok('select * from kpi.series', '42501', null, 'a consumer reads no view');
select lives_ok($$insert into state.absence values ('c1', '2025-09-01', 0, 1, null, '\x00')$$,
                'a consumer writes documents');
select lives_ok($$update state.absence set version = 2$$, 'and replaces them');
select throws_ok('delete from state.absence', '42501', null, 'but deletes none');
select lives_ok($$insert into stream."offset" (consumer, topic, partition, next_offset, rules)
                  values ('absence', 'absence', 0, 5, '1.1')$$, 'a consumer claims a partition');
select lives_ok($$insert into stream.quarantine (consumer, topic, partition, "offset", reason)
                  values ('absence', 'absence', 0, 4, 'empty') on conflict do nothing$$,
                'a consumer quarantines');
select throws_ok('select * from stream.quarantine', '42501', null, 'but reads no refused message');
select is(count(*), 34::bigint, 'a consumer reads reference data') from reference.attendance_code;
select throws_ok('delete from reference.need', '42501', null, 'but does not change it');

select lives_ok($$insert into breach.breach (breach_id, consumer, rule_id, step, commitment, priority, subject,
                      window_start, episode, org, sen, stage, raised_on, state, sequence, quiet)
                  values ('alr_1', 'exclusion', 'C1_PEX_SEND', '', 1, 'P1', 'c1', '1970-01-01', 's|r', '106905',
                      'K', 'secondary', '2025-10-01', 'RAISED', 1, false)$$, 'a consumer raises a breach');
select lives_ok($$insert into breach.change (breach_id, sequence, state, reason, quiet)
                  values ('alr_1', 1, 'RAISED', 'crossed', false)$$, 'with the change');
select lives_ok($$update breach.breach set org = '106906' where breach_id = 'alr_1'$$, 'and mends it');
select throws_ok('delete from breach.breach', '42501', null, 'but deletes none');
select throws_ok($$update breach.change set quiet = true$$, '42501', null, 'nor changes what was changed');
select throws_ok('update reference.rule set threshold = 1', '42501', null, 'nor the rules');

set local role goldenthread_alerter;
select isnt_empty('select * from breach.change', 'the alerter reads changes');
select isnt_empty('select * from breach.open', 'and what is open');
select throws_ok($$update breach.breach set org = ''$$, '42501', null, 'but mends no dates');

set local role goldenthread_panel;
select isnt_empty('select * from breach.open', 'a panel lead sees what is open');
select throws_ok('select * from breach.breach', '42501', null, 'but not the table');

set local role goldenthread_performance;
select throws_ok('select * from breach.open', '42501', null, 'an analyst sees no breach');
select throws_ok('select * from breach.history', '42501', null, 'nor one of the past');
select throws_ok('select * from breach.breach', '42501', null, 'nor the table');
select throws_ok('select * from breach.change', '42501', null, 'nor a change');
select isnt_empty('select * from reference.rule', 'but the rules');
select isnt_empty('select * from kpi.series', 'an analyst reads the series');
select isnt_empty('select * from kpi.breakdown', 'and the breakdown');
select isnt_empty($$select * from kpi.as_known('2025-10-01')$$, 'and what was known');
select throws_ok('select * from kpi.ledger', '42501', null, 'but not the ledger');
select throws_ok('select * from state.absence', '42501', null, 'nor a child''s document');
select throws_ok('select * from stream.quarantine', '42501', null, 'nor a refused message');

reset role;
create role an_analyst login;
select lives_ok($$select stream.admit('an_analyst', 'goldenthread_performance')$$, 'a login is admitted');
select set_eq($$select unnest(rolconfig) from pg_roles where rolname = 'an_analyst'$$,
              array['statement_timeout=30s', 'idle_in_transaction_session_timeout=60s',
                    'default_transaction_read_only=on'],
              'and has the timeouts of its group');

select * from finish();
rollback;
