-- Clocks and policies of publicity that administrators entered, beside those inside the program.
create table rule (
    id text not null primary key,
    -- JSON of domain::rulebook::Rule.
    content text not null,
    -- First day of events or decisions that it governs; later than the day on which it was confirmed.
    in_force_from date not null,
    -- waiting, in-force or refused. What is in force stays so: it ends where a later row of its kind begins.
    state text not null,
    entered_by text not null references account (id),
    entered_at timestamptz not null,
    decided_by text references account (id),
    decided_at timestamptz
);
