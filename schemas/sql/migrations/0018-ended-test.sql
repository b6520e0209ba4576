-- A test that is ended after its alerter died over it: the audit keeps that attempt too.

set local role goldenthread_owner;

create or replace function breach.end_test(delivery_id text) returns boolean
language plpgsql set search_path = pg_catalog as $$
declare
    test breach.delivery;
begin
    select d.* into test from breach.delivery d
     where d.delivery_id = end_test.delivery_id and d.change_id is null and d.state = 'PENDING'
       and (d.lease_token is null or d.leased_until < now())
       for update;
    if found then
        -- As the alerter does when it takes over a lease: how the attempt ended is not known any
        -- more. It stands in the name of whoever asked for the test.
        insert into breach.audit (actor, action, delivery_id, endpoint_id, attempt, lease_token, outcome)
        select a.actor, 'attempt', test.delivery_id, test.endpoint_id, test.attempts,
               test.lease_token, 'unknown'
          from breach.audit a
         where a.delivery_id = test.delivery_id and a.action = 'endpoint_tested'
           and test.lease_token is not null;
        update breach.delivery d
           set state = 'SUPERSEDED', leased_until = null, lease_token = null, changed_at = now()
         where d.delivery_id = test.delivery_id and d.endpoint_id = test.endpoint_id;
    end if;
    return not exists (select from breach.delivery d
                        where d.delivery_id = end_test.delivery_id and d.state = 'PENDING');
end
$$;

comment on column stream.quarantine."offset" is
    'Of the message in its partition. Negative, -id: the log in which it had that offset is gone, and '
    'goldenthread reset-offsets gave the offset up to the log of today.';
