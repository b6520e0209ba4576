begin;
select plan(1);
select is(count(*), 38::bigint, 'every file of the register is a definition') from kpi.definition;
select * from finish();
rollback;
