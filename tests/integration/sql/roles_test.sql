begin;
\ir support/lines.psql
select plan(31);

select is(rolcanlogin, false, rolname || ' is no login')
  from pg_roles where rolname ~ '^goldenthread_' order by rolname;

-- Whoever migrates is no superuser and owns nothing by name.
select is(count(*), 0::bigint, 'every relation belongs to goldenthread_owner')
  from pg_class c
 where c.relnamespace in ('kpi'::regnamespace, 'reference'::regnamespace, 'stream'::regnamespace,
                          'state'::regnamespace)
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

set local role goldenthread_performance;
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
