-- An event may name 2000-01-01. The academic year of that day, and so what is counted in it, begins
-- four months before the first day of reference.calendar.

set local role goldenthread_owner;

insert into reference.calendar
values ('1999-09-01', '1999-09-01', '1999-09-30', '1999-09-01', '1999-09-30', '1999-09-01', '1999-12-31',
        '1999-09-01', '2000-08-31', '1999-01-01', '1999-12-31', '1999-04-01', '2000-03-31');
