-- What the tables themselves refuse, and where the ledger's lines go.
begin;
\ir support/lines.psql
select plan(19);

select columns_are('kpi', 'ledger', '{day,known_on,measure,since,org,sen,need,stage,detail,value}'::name[]);
select is(string_agg(a.attname, ' ' order by a.attnum), 'measure org sen need stage detail',
          'texts of the ledger are ordered by bytes')
  from pg_attribute a where a.attrelid = 'kpi.ledger'::regclass and a.attcollation = '"C"'::regcollation;
select is(count(*), 17::bigint, 'sixteen academic years and the rest')
  from pg_inherits where inhparent = 'kpi.filed'::regclass;
select pg_temp.line(day, 'sessions', '', '', '', '', '/', 1)
  from unnest('{2019-08-31,2019-09-01,2025-08-31,2025-09-01,2035-08-31,2035-09-01}'::date[]) day;
select is(string_agg(distinct tableoid::regclass::text, ' '), 'kpi.ledger', 'a line comes to the ledger itself') from kpi.ledger;
select count(*) from kpi.compact() \g /dev/null
select is(string_agg(tableoid::regclass::text, ' ' order by day),
          'kpi.ledger_other kpi.ledger_2019 kpi.ledger_2024 kpi.ledger_2025 kpi.ledger_2034 kpi.ledger_other',
          'and is filed under the year of its day')
  from kpi.ledger;
select throws_ok($$insert into kpi.ledger values ('2025-09-01', '2025-09-01', 'sessions', null, '', '', null, '', '', 1)$$,
                 '23502', null, 'unknown is empty text, never null');

insert into stream."offset" (consumer, topic, partition, next_offset, rules) values ('absence', 'absence', 0, 0, '1.1');
select throws_ok($$insert into stream."offset" (consumer, topic, partition, next_offset, rules)
                   values ('absence', 'absence', 0, 0, '1.1')$$, '23505', null, 'a partition has one position');
select lives_ok($$update stream."offset" set next_offset = 3, consumed = 3, applied = 1, unchanged = 1, quarantined = 1$$,
                'what was consumed is accounted for');
select throws_ok($$update stream."offset" set next_offset = 4, consumed = 4$$, '23514', null, 'or is not committed');
select columns_are('stream', 'offset', '{consumer,topic,partition,next_offset,owner_epoch,rules,last_offset,
    last_event_id,consumed,applied,unchanged,quarantined,updated_at}'::name[]);

insert into stream.quarantine (consumer, topic, partition, "offset", key, value, headers, reason, field)
    values ('absence', 'absence', 0, 7, 'c1', '\xc301', '{"traceparent": "MDA="}', 'bad_value', 'date');
select is(state, 'HELD', 'a refused message is held') from stream.quarantine;
select throws_ok($$insert into stream.quarantine (consumer, topic, partition, "offset", reason)
                   values ('absence', 'absence', 0, 7, 'empty')$$, '23505', null, 'once');
select throws_ok($$insert into stream.quarantine (consumer, topic, partition, "offset", reason)
                   values ('absence', 'absence', 0, 8, 'odd')$$, '23514', null, 'for a known reason');
select throws_ok($$update stream.quarantine set state = 'GONE'$$, '23514', null, 'in a known state');
select columns_are('stream', 'quarantine', '{id,consumer,topic,partition,offset,key,value,headers,reason,field,
    event_id,kept,state,received_at,changed_at}'::name[]);

select columns_are('state', 'absence', '{child_ref,window_start,partition,version,next_due,body}'::name[]);
select set_eq($$select unnest(reloptions) from pg_class where oid = 'state.absence'::regclass$$,
              array['fillfactor=85', 'toast_tuple_target=4096'], 'documents have room in their page');
select is(attstorage, 'e', 'and are not compressed') from pg_attribute
 where attrelid = 'state.absence'::regclass and attname = 'body';
select is(pg_get_expr(indpred, indrelid), '(next_due IS NOT NULL)', 'only documents with a timer are indexed by it')
  from pg_index where indexrelid = 'state.absence_next_due'::regclass;

select * from finish();
rollback;
