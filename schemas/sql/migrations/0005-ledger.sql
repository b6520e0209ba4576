-- The ledger: what the consumers count. Lines are only ever appended; a correction appends the old
-- lines negated and the new ones. What a measure is, at any time, is a sum.

set local role goldenthread_owner;

create schema kpi;

create table kpi.ledger (
    day date not null,
    known_on date not null,
    measure text collate "C" not null,
    since date,
    org text collate "C" not null,
    sen text collate "C" not null,
    need text collate "C" not null,
    stage text collate "C" not null,
    detail text collate "C" not null,
    value bigint not null
) partition by range (day);

comment on table kpi.ledger is 'Signed counts by day and place. Appended only; a value is a sum.';
comment on column kpi.ledger.day is 'Business date; for a stock the day on which it opens or closes.';
comment on column kpi.ledger.known_on is 'London date of the commit that brought the line.';
comment on column kpi.ledger.since is 'What the age is counted from; null where there is no age.';
comment on column kpi.ledger.org is 'URN of the school or code of the provider; '''' unknown.';
comment on column kpi.ledger.sen is 'N none, K SEN support, E EHC plan; '''' unknown.';
comment on column kpi.ledger.stage is 'nursery, primary, secondary, post16 by year group; '''' unknown.';

do $$
begin
    for year in 2019..2034 loop
        execute format('create table kpi.ledger_%s partition of kpi.ledger
            for values from (%L) to (%L)', year, make_date(year, 9, 1), make_date(year + 1, 9, 1));
    end loop;
end
$$;
create table kpi.ledger_other partition of kpi.ledger default;

-- Lines arrive roughly in the order of their days.
create index ledger_day on kpi.ledger using brin (day) with (autosummarize = on);

grant usage on schema kpi to
    goldenthread_migrate, goldenthread_consumer, goldenthread_alerter, goldenthread_performance,
    goldenthread_panel, goldenthread_audit;
grant insert on kpi.ledger to goldenthread_consumer;
