-- How objections end: what tells who objected is erased some time later (number, ground, outcome and days stay), and an
-- entry of a list leaves it by its authority's decision and a second person.

-- Why somebody objects: domain::objection::Ground. Absent in what came before this column, until its erasure.
alter table objection add column ground text;
-- When content, answer and reasons were emptied and the attachments were removed.
alter table objection add column erased_at timestamptz;

create index objection_to_erase on objection (ended_at) where erased_at is null;
-- The marks of a page of hits.
create index objection_marking_public on objection (record_public_id)
    where state in ('accepted', 'forwarded', 'answered');

-- A request is about a decision or about an entry. Neither data base can be told alike that a column may be null from now
-- on, so the table is made anew; all else is as in 0005.
create table approval_of_record (
    id text not null primary key,
    -- publish, correct, withdraw, repair, withhold, hide, remove: server::actions::approval::Purpose.
    purpose text not null,
    -- waiting, returned, approved, lifted, superseded.
    state text not null,
    -- One of the two.
    decision_id text references decision (id),
    entry_id text references entry (id),
    authority_id text references authority (id),
    content text,
    channel text not null,
    submitted_by text not null,
    submitted_at timestamptz not null,
    begun_at timestamptz not null,
    batch_id text references import_batch (id),
    line bigint,
    ticked text,
    late_reason text,
    late_words text,
    decided_by text,
    decided_at timestamptz,
    note text
);
insert into approval_of_record (id, purpose, state, decision_id, authority_id, content, channel, submitted_by,
        submitted_at, begun_at, batch_id, line, ticked, late_reason, late_words, decided_by, decided_at, note)
    select id, purpose, state, decision_id, authority_id, content, channel, submitted_by,
           submitted_at, begun_at, batch_id, line, ticked, late_reason, late_words, decided_by, decided_at, note
      from approval;
drop table approval;
alter table approval_of_record rename to approval;
create index approval_waiting on approval (authority_id, submitted_at) where state = 'waiting';
create index approval_by_decision on approval (decision_id);
create index approval_by_entry on approval (entry_id) where entry_id is not null;
create index approval_by_batch on approval (batch_id, state);
