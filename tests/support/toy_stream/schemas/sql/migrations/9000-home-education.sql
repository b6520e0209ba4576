-- The stream of home education.

set local role goldenthread_owner;

call state.make('home_education', 'Times of one child at home instead of at school, as sent.');

insert into kpi.measure (measure, stream, kind, detail, period) values
    ('home_educations_started', 'home_education', 'flow', 'home_education_reason', ''),
    ('home_educated', 'home_education', 'stock', 'home_education_reason', '');
insert into kpi.detail_word (detail, word) values
    ('home_education_reason', 'HEALTH'), ('home_education_reason', 'SUPPORT'),
    ('home_education_reason', 'CHOICE'), ('home_education_reason', 'OTHER');
