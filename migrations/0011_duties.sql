-- Duties beside a decision's publication: gaps in numbering, warnings, the inspection sample, what a due day rests on.

-- The notices that the due day rests on, in short; absent where nobody has reckoned it anew since this column came.
alter table decision add column calendar_version text;

-- Document numbers of quarantined rows: filed, though no decision came of them. Masked; only those that read as a
-- series, year and serial.
create table filed_number (
    authority_id text not null references authority (id),
    kind text not null,
    document_number text not null,
    noted_at timestamptz not null,
    primary key (authority_id, kind, document_number)
);

-- Serial numbers in a row that an authority never filed.
create table gap (
    id text not null primary key,
    authority_id text not null references authority (id),
    kind text not null,
    series text not null,
    -- Absent where the numbers hold none.
    year bigint,
    first_serial bigint not null,
    last_serial bigint not null,
    -- The Beijing day from which its clock runs.
    found_on date not null,
    due_on date not null,
    -- A code of domain::gaps::Explanation; the words stay inside.
    explanation text,
    words text,
    explained_by text,
    explained_at timestamptz,
    -- The day on which nothing of it was missing any more.
    closed_on date
);
create index gap_by_authority on gap (authority_id, closed_on);

-- Warnings of a day: how many decisions of an authority were due, by domain::lateness::Reminder.
create table notice (
    authority_id text not null references authority (id),
    warned_on date not null,
    reminder text not null,
    due_on date not null,
    decisions bigint not null,
    primary key (authority_id, warned_on, reminder, due_on)
);

-- Decisions that an auditor found elsewhere, and whether they had been filed by then.
create table inspection_sample (
    id text not null primary key,
    authority_id text not null references authority (id),
    kind text not null,
    document_number text not null,
    number_key text not null,
    decided_on date not null,
    found_at text not null,
    is_filed boolean not null,
    entered_by text not null references account (id),
    entered_at timestamptz not null,
    constraint inspection_sample_is_entered_once unique (authority_id, kind, number_key)
);
