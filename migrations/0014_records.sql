-- Rows that were corrected before they were ever public, and reminders of one person to another.

-- The first, incomplete version of a row that was corrected: when its corrected version came, and which record that is,
-- if it is known. It stays on file, and counts as the first attempt only.
alter table decision add column replaced_at timestamptz;
alter table decision add column replaced_by text references decision (id);
create index decision_by_replacement on decision (replaced_by) where replaced_by is not null;

-- True for what came of a row whose first attempt failed: that attempt is counted, and this is no further one.
alter table decision add column came_corrected boolean not null default false;

-- True for a correction of what nobody had seen yet: no 更正 for the public.
alter table correction add column before_public boolean not null default false;
update correction set before_public = true
 where exists (select 1 from decision d where d.id = correction.decision_id
                and (d.published_at is null or d.published_at > correction.corrected_at));

-- Reminders (催办) of one person to those whose turn it is: once a day for each record and sender.
create table urging (
    -- A decision or an entry of a list.
    record_id text not null,
    sent_by text not null references account (id),
    -- The Beijing day.
    sent_on date not null,
    sent_at timestamptz not null,
    primary key (record_id, sent_by, sent_on)
);

-- Warnings of a day of other clocks than the publication's, by domain::clocks::ClockKind.
create table clock_notice (
    authority_id text not null references authority (id),
    clock text not null,
    warned_on date not null,
    reminder text not null,
    due_on date not null,
    waiting bigint not null,
    primary key (authority_id, clock, warned_on, reminder, due_on)
);
