-- kpi.stock_sums() makes its lists of events from rows in order and trusts hashing to keep it: to sort
-- each of the three (order by in array_agg) took 0.3 s of CPU more over a borough-year. PostgreSQL does
-- not promise that order, and events out of order were left out of a median without a word. They are
-- refused instead.

set local role goldenthread_owner;

create or replace function kpi.medians(events int[], starts date[], counts bigint[], asked date[])
returns table (day date, n bigint, median int)
language plpgsql immutable set search_path = pg_catalog as $$
declare
    origin constant date := (select min(s) - 1 from unnest(starts) s);
    count_of bigint[] := array_fill(0::bigint,
        array[coalesce((select max(s) from unnest(starts) s) - origin, 0)]);
    last constant int := cardinality(count_of);
    total bigint := 0;
    -- how many began on the day of this place or later
    place int := last + 1;
    reached bigint := 0;
    next int := 1;
    at int;
begin
    n := 0;
    for i in events[1] .. cardinality(asked) loop
        while next <= cardinality(events) and events[next] = i loop
            n := n + counts[next];
            if starts[next] is not null then
                at := starts[next] - origin;
                count_of[at] := count_of[at] + counts[next];
                total := total + counts[next];
                if at >= place then
                    reached := reached + counts[next];
                end if;
            end if;
            next := next + 1;
        end loop;
        day := asked[i];
        median := null;
        if total > 0 then
            while 2 * reached < total loop
                place := place - 1;
                reached := reached + count_of[place];
            end loop;
            while place <= last and 2 * (reached - count_of[place]) >= total loop
                reached := reached - count_of[place];
                place := place + 1;
            end loop;
            median := day - (origin + place);
        end if;
        return next;
    end loop;
    if next <= cardinality(events) then
        raise exception 'event % of % is out of order', next, cardinality(events)
            using hint = 'kpi.stock_sums() gives events in order; report this as a fault';
    end if;
end
$$;
