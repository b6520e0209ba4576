-- The register: which measures there are, and which KPIs divide them. A KPI is one file of
-- schemas/kpis, given to kpi.define() field by field; this file is the only place that reads terms.

set local role goldenthread_owner;

create table kpi.measure (
    measure text collate "C" primary key,
    stream text collate "C" not null,
    kind text collate "C" not null check (kind in ('flow', 'stock', 'window')),
    detail text collate "C" not null default '',
    period text collate "C" not null default '' check (period in ('', 'term', 'academic-year')),
    check ((kind = 'window') = (period <> ''))
);
comment on table kpi.measure is 'What the consumers count in kpi.ledger.';
comment on column kpi.measure.stream is 'The consumer that counts it.';
comment on column kpi.measure.kind is
    'flow: happened on a day. stock: opens and closes. window: once per child and term or year.';
comment on column kpi.measure.detail is
    'What kpi.ledger.detail holds: attendance_code, or a list of kpi.detail_word; '''' nothing.';

create table kpi.detail_word (
    detail text collate "C",
    word text collate "C",
    primary key (detail, word)
);
comment on table kpi.detail_word is 'Words that details are made of, where no reference table has them.';

insert into kpi.measure (measure, stream, kind, detail, period) values
    ('sessions', 'absence', 'flow', 'attendance_code', ''),
    ('health_part_time_sessions', 'absence', 'flow', 'cause', ''),
    ('attendance_band_term', 'absence', 'window', 'band', 'term'),
    ('attendance_band_year', 'absence', 'window', 'band', 'academic-year'),
    ('illness_15d_children', 'absence', 'window', '', 'academic-year'),
    ('illness_15d_run_children', 'absence', 'window', '', 'academic-year');
insert into kpi.detail_word (detail, word) values
    ('cause', 'PHYSICAL'), ('cause', 'MENTAL'),
    ('band', 'under10'), ('band', '10to50'), ('band', '50plus');

create table kpi.attendance_class (
    class text collate "C",
    code_class text collate "C",
    primary key (class, code_class)
);
comment on table kpi.attendance_class is
    'What a term may name behind @: a class of reference.attendance_code, or a union of classes.';
insert into kpi.attendance_class (class, code_class) values
    ('present', 'present'), ('late', 'late'), ('aea', 'aea'), ('authorised', 'authorised'),
    ('unauthorised', 'unauthorised'), ('not_possible', 'not_possible'),
    ('attending', 'present'), ('attending', 'late'), ('attending', 'aea'),
    ('absent', 'authorised'), ('absent', 'unauthorised'),
    ('possible', 'present'), ('possible', 'late'), ('possible', 'aea'),
    ('possible', 'authorised'), ('possible', 'unauthorised');

create table kpi.outcome (
    outcome text collate "C" primary key,
    statement text not null
);
comment on table kpi.outcome is 'What children and families said that matters, in the strategy''s words.';
insert into kpi.outcome (outcome, statement) values
    ('voice', 'I have a voice, and this is listened to and respected'),
    ('healthy', 'I am as healthy as possible'),
    ('support', 'I have help and support in a way that suits me'),
    ('adults', 'I have adults in my life who are supported to help me'),
    ('independent', 'I am as independent as possible and have a purposeful life'),
    ('belong', 'I belong and feel valued'),
    ('safe', 'I feel safe');

create table kpi.definition (
    kpi_id text collate "C" primary key check (kpi_id ~ '^[a-z][a-z0-9_]*$'),
    title text not null,
    outcomes text not null,
    commitment int not null check (commitment between 1 and 5),
    kind text collate "C" not null check (kind in ('flow', 'stock', 'window')),
    unit text collate "C" not null check (unit in
        ('count', 'percent', 'per-1000', 'mean-days', 'median-days')),
    precision int not null check (precision between 0 and 9),
    polarity text collate "C" not null check (polarity in ('up', 'down', 'neutral')),
    numerator text not null,
    denominator text check ((denominator is not null) = (unit in ('percent', 'per-1000'))),
    periods text collate "C" not null,
    owner text not null,
    source text not null,
    wording text not null,
    by_detail boolean not null
);
comment on table kpi.definition is 'One row per KPI, from schemas/kpis.';
comment on column kpi.definition.outcomes is 'Outcomes it speaks to, separated by blanks.';
comment on column kpi.definition.precision is 'Decimals of the value shown.';
comment on column kpi.definition.polarity is 'Which way is good: up, down, or neutral.';
comment on column kpi.definition.periods is 'Periods it has rows for, separated by blanks.';
comment on column kpi.definition.owner is 'The role that answers for it.';
comment on column kpi.definition.source is 'The public document, and the row in it, that asks for it.';
comment on column kpi.definition.by_detail is
    'Whether kpi.breakdown has the dimension detail: no term chooses a detail or a class.';

create table kpi.term (
    kpi_id text collate "C" not null references kpi.definition on delete cascade,
    side text collate "C" not null check (side in ('numerator', 'denominator')),
    position int not null,
    measure text collate "C" not null references kpi.measure,
    detail text collate "C",
    class text collate "C",
    age_op text collate "C" check (age_op in ('<=', '>')),
    age_days int,
    primary key (kpi_id, side, position),
    check (detail is null or class is null),
    check ((age_op is null) = (age_days is null))
);
comment on table kpi.term is
    'Numerators and denominators taken apart: one row per detail or class, or one for all details.';

create function kpi.refuse(key text, problem text, hint text default null) returns void
language plpgsql set search_path = pg_catalog as $$
begin
    raise exception '%: %', key, problem
        using errcode = 'invalid_parameter_value', hint = coalesce(hint, 'see schemas/kpis/README.md');
end
$$;

create function kpi.check_detail(side text, measure kpi.measure, detail text) returns void
language plpgsql stable set search_path = pg_catalog as $$
begin
    if left(detail, 1) = '@' then
        if measure.detail <> 'attendance_code' then
            perform kpi.refuse(side, format('measure ''%s'' has no classes', measure.measure));
        elsif not exists (select from kpi.attendance_class c where c.class = substr(detail, 2)) then
            perform kpi.refuse(side, format('unknown class ''%s''', detail));
        end if;
    elsif not exists (select from kpi.detail_word w
                       where w.detail = measure.detail and w.word = check_detail.detail)
      and not (measure.detail = 'attendance_code' and exists
              (select from reference.attendance_code c where c.code = check_detail.detail)) then
        perform kpi.refuse(side, format('measure ''%s'' has no detail ''%s''',
                                        measure.measure, detail));
    end if;
end
$$;

-- 'sessions:I,M + first_contacts <= 126': a row per detail, in order.
create function kpi.parse_terms(side text, expression text, kind text)
returns table (measure text, detail text, class text, age_op text, age_days int)
language plpgsql stable set search_path = pg_catalog as $$
declare
    term text;
    part text[];
    known kpi.measure;
    chosen text;
begin
    foreach term in array regexp_split_to_array(btrim(expression), '\s*\+\s*') loop
        part := regexp_match(term, '^([a-z0-9_]+)(?::([^\s<>]+))?(?:\s*(<=|>)\s*(.+))?$');
        if part is null then
            perform kpi.refuse(side, format('''%s'' is no term', term),
                               'write measure, measure:detail,detail or measure:@class, '
                               'with <= days or > days behind it');
        end if;
        select * into known from kpi.measure m where m.measure = part[1];
        if known.measure is null then
            perform kpi.refuse(side, format('unknown measure ''%s''', part[1]));
        elsif known.kind <> kind then
            perform kpi.refuse(side, format('measure ''%s'' is a %s, the KPI a %s',
                                            part[1], known.kind, kind));
        elsif part[4] !~ '^[0-9]{1,5}$' then
            perform kpi.refuse(side, format('''%s'' is no age in days', part[4]));
        elsif part[3] is not null and kind = 'window' then
            perform kpi.refuse(side, format('measure ''%s'' has no age', part[1]));
        end if;
        measure := known.measure;
        age_op := part[3];
        age_days := part[4]::int;
        foreach chosen in array coalesce(string_to_array(part[2], ','), array[null::text]) loop
            perform kpi.check_detail(side, known, chosen) where chosen is not null;
            class := substr(chosen, 2) where left(chosen, 1) = '@';
            detail := case when class is null then chosen end;
            return next;
        end loop;
    end loop;
end
$$;

create function kpi.check_periods(kind text, periods text, terms kpi.term[]) returns void
language plpgsql stable set search_path = pg_catalog as $$
declare
    period text;
    window_period text;
begin
    foreach period in array string_to_array(periods, ' ') loop
        if period <> all (array['day', 'month', 'term', 'academic-year', 'calendar-year',
                                'financial-year']) then
            perform kpi.refuse('periods', format('unknown period ''%s''', period));
        end if;
    end loop;
    if kind = 'window' then
        for window_period in
            select m.period from unnest(terms) t join kpi.measure m using (measure)
        loop
            if periods <> window_period then
                perform kpi.refuse('periods', format('a window has one period, here ''%s''',
                                                     window_period));
            end if;
        end loop;
    end if;
end
$$;

create function kpi.check_fields(fields jsonb) returns void
language plpgsql stable set search_path = pg_catalog as $$
declare
    required constant text[] := array['title', 'outcomes', 'commitment', 'kind', 'unit', 'precision',
        'polarity', 'numerator', 'periods', 'owner', 'source', 'wording'];
    allowed constant jsonb := jsonb_build_object(
        'commitment', '["1", "2", "3", "4", "5"]'::jsonb,
        'kind', '["flow", "stock", "window"]'::jsonb,
        'unit', '["count", "percent", "per-1000", "mean-days", "median-days"]'::jsonb,
        'precision', '["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]'::jsonb,
        'polarity', '["up", "down", "neutral"]'::jsonb);
    key text;
    word text;
begin
    foreach key in array required loop
        if coalesce(btrim(fields ->> key), '') = '' then
            perform kpi.refuse(key, 'missing');
        end if;
    end loop;
    for key in select jsonb_object_keys(fields) loop
        if key <> all (required || array['denominator']) then
            perform kpi.refuse(key, 'unknown key');
        elsif allowed ? key and not (allowed -> key) ? (fields ->> key) then
            perform kpi.refuse(key, format('unknown %s ''%s''', key, fields ->> key),
                               format('one of %s', allowed -> key));
        end if;
    end loop;
    foreach word in array string_to_array(fields ->> 'outcomes', ' ') loop
        if not exists (select from kpi.outcome o where o.outcome = word) then
            perform kpi.refuse('outcomes', format('unknown outcome ''%s''', word));
        end if;
    end loop;
    if (fields ->> 'unit' in ('percent', 'per-1000'))
       <> (coalesce(fields ->> 'denominator', '') <> '') then
        perform kpi.refuse('denominator', format('unit ''%s'' %s', fields ->> 'unit',
            case when fields ->> 'unit' in ('percent', 'per-1000') then 'needs one' else 'has none' end));
    end if;
    if fields ->> 'kind' = 'window' and fields ->> 'unit' like '%-days' then
        perform kpi.refuse('unit', 'a window has no age');
    end if;
end
$$;

create function kpi.define(kpi_id text, fields jsonb) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    terms kpi.term[];
begin
    if define.kpi_id !~ '^[a-z][a-z0-9_]*$' or define.kpi_id is null then
        perform kpi.refuse('kpi_id', format('''%s'' is no id', define.kpi_id),
                           'lower-case letters, digits and underscores; it is the name of the file');
    end if;
    perform kpi.check_fields(fields);
    select array_agg(row(define.kpi_id, side, row_number, t.measure, t.detail, t.class, t.age_op,
                         t.age_days)::kpi.term)
      into terms
      from unnest(array['numerator', 'denominator']) as side,
           rows from (kpi.parse_terms(side, fields ->> side, fields ->> 'kind'))
               with ordinality as t(measure, detail, class, age_op, age_days, row_number)
     where coalesce(fields ->> side, '') <> '';
    perform kpi.check_periods(fields ->> 'kind', fields ->> 'periods', terms);

    delete from kpi.term t where t.kpi_id = define.kpi_id;
    insert into kpi.definition values (
        define.kpi_id, fields ->> 'title', fields ->> 'outcomes', (fields ->> 'commitment')::int,
        fields ->> 'kind', fields ->> 'unit', (fields ->> 'precision')::int, fields ->> 'polarity',
        fields ->> 'numerator', nullif(fields ->> 'denominator', ''), fields ->> 'periods',
        fields ->> 'owner', fields ->> 'source', fields ->> 'wording',
        (select bool_and(t.detail is null and t.class is null) from unnest(terms) t))
    on conflict on constraint definition_pkey do update set
        (title, outcomes, commitment, kind, unit, precision, polarity, numerator, denominator,
         periods, owner, source, wording, by_detail)
        = (excluded.title, excluded.outcomes, excluded.commitment, excluded.kind, excluded.unit,
           excluded.precision, excluded.polarity, excluded.numerator, excluded.denominator,
           excluded.periods, excluded.owner, excluded.source, excluded.wording, excluded.by_detail);
    insert into kpi.term select * from unnest(terms);
end
$$;
comment on function kpi.define(text, jsonb) is
    'Adds or replaces a KPI. fields: the keys of its file with their texts. Refuses by naming the key.';

revoke execute on all functions in schema kpi from public;
grant execute on function kpi.define(text, jsonb) to goldenthread_migrate;
grant select on kpi.definition, kpi.term, kpi.measure, kpi.outcome, kpi.attendance_class to
    goldenthread_migrate, goldenthread_alerter, goldenthread_performance, goldenthread_panel,
    goldenthread_audit;
