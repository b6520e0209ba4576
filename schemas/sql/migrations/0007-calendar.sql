-- Days and the periods that hold them, 2000 to 2099: every date that an event may name.

set local role goldenthread_owner;

-- Easter Sunday, Gregorian: Gauss's rule in the form of Meeus, Jones and Butcher.
create function reference.easter(year int) returns date
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
    golden constant int := year % 19;
    century constant int := year / 100;
    epact constant int := (19 * golden + century - century / 4
                           - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    weekday constant int := (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact
                             - year % 100 % 4) % 7;
    correction constant int := (golden + 11 * epact + 22 * weekday) / 451;
    march constant int := epact + weekday - 7 * correction + 114;
begin
    return make_date(year, march / 31, march % 31 + 1);
end
$$;

create table reference.calendar (
    day date primary key,
    segment_starts_on date not null,
    segment_ends_on date not null,
    month_starts_on date not null,
    month_ends_on date not null,
    term_starts_on date not null,
    term_ends_on date not null,
    academic_year_starts_on date not null,
    academic_year_ends_on date not null,
    calendar_year_starts_on date not null,
    calendar_year_ends_on date not null,
    financial_year_starts_on date not null,
    financial_year_ends_on date not null
);
comment on table reference.calendar is
    'The periods that hold a day. A segment is what lies in one month and one term: every longer '
    'period is made of whole segments.';

insert into reference.calendar
select day, greatest(month_starts, term_starts), least(month_ends, term_ends),
       month_starts, month_ends, term_starts, term_ends,
       academic, (academic + interval '1 year')::date - 1,
       make_date(year, 1, 1), make_date(year, 12, 31),
       financial, (financial + interval '1 year')::date - 1
  from (select day::date, extract(year from day)::int as year, extract(month from day)::int as month
          from generate_series(timestamp '2000-01-01', '2099-12-31', interval '1 day') day) days,
       lateral (select make_date(year, month, 1) as month_starts,
                       (make_date(year, month, 1) + interval '1 month')::date - 1 as month_ends,
                       reference.easter(year) as easter,
                       make_date(case when month >= 9 then year else year - 1 end, 9, 1) as academic,
                       make_date(case when month >= 4 then year else year - 1 end, 4, 1) as financial) d,
       lateral (select case when month >= 9 then make_date(year, 9, 1)
                            when day <= easter then make_date(year, 1, 1)
                            else easter + 1 end as term_starts,
                       case when month >= 9 then make_date(year, 12, 31)
                            when day <= easter then easter
                            else make_date(year, 8, 31) end as term_ends) t;

create view reference.period_of_day as
select c.day, p.period, p.starts_on, p.ends_on
  from reference.calendar c,
       lateral (values
           ('day', c.day, c.day),
           ('month', c.month_starts_on, c.month_ends_on),
           ('term', c.term_starts_on, c.term_ends_on),
           ('academic-year', c.academic_year_starts_on, c.academic_year_ends_on),
           ('calendar-year', c.calendar_year_starts_on, c.calendar_year_ends_on),
           ('financial-year', c.financial_year_starts_on, c.financial_year_ends_on)
       ) p(period, starts_on, ends_on);
comment on view reference.period_of_day is 'The six periods of every day, whole, whatever today is.';

analyze reference.calendar;
