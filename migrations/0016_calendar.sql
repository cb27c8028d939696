-- Notices of the State Council on holidays that administrators entered, beside those inside the program.
create table calendar_notice (
    id text not null primary key,
    -- The year that it arranges.
    year bigint not null,
    -- Its number, such as 国办发明电〔2025〕7号.
    number text not null,
    title text not null,
    adopted_on date not null,
    url text not null,
    -- The text as it was pasted, and the days that were read from it: JSON of domain::calendar::SpecialDay.
    announcement text not null,
    days text not null,
    -- waiting, in-force or refused. What is in force stays so: it is amended by a later notice.
    state text not null,
    entered_by text not null references account (id),
    entered_at timestamptz not null,
    decided_by text references account (id),
    decided_at timestamptz
);
