-- Objections to public records, and what was attached to them. Whatever tells who objects is encrypted.

create table objection (
    id text not null primary key,
    -- On the receipt, such as YY20261126-7F3K9Q.
    number text not null,
    -- Keyed hash of the code that is shown once.
    code_hash text not null,
    -- Keyed hash of the form's own mark: the same form sent twice is one objection.
    form_hash text not null,
    -- decision, entry.
    subject text not null,
    record_id text not null,
    record_public_id text not null,
    -- Whose desk decides it.
    authority_id text not null references authority (id),
    -- Who objects, why and in which words, as JSON; encrypted.
    content text not null,
    -- domain::objection::ObjectionState.
    state text not null,
    received_at timestamptz not null,
    accepted_at timestamptz,
    forwarded_at timestamptz,
    answered_at timestamptz,
    extended_at timestamptz,
    -- Closed, declined or withdrawn.
    ended_at timestamptz,
    -- What the source answered; stays inside, encrypted.
    answer text,
    -- Why it takes longer; who objected reads it.
    extension_reason text,
    -- domain::objection::Outcome.
    outcome text,
    -- Why it ended so, or was not accepted; who objected reads it.
    reason text,
    -- The account that ended it; absent if who objected withdrew it.
    ended_by text,
    constraint objection_number_is_unique unique (number),
    constraint objection_form_is_unique unique (form_hash)
);
create index objection_by_authority on objection (authority_id, received_at);
create index objection_by_record on objection (record_id);
-- The records that carry the mark.
create index objection_marking on objection (record_id) where state in ('accepted', 'forwarded', 'answered');

-- The files lie in the data folder, encrypted, each under its row's id.
create table objection_attachment (
    id text not null primary key,
    objection_id text not null references objection (id),
    position bigint not null,
    -- The file's name as it was sent; encrypted.
    name text not null,
    -- pdf, png, jpeg: by its content.
    kind text not null,
    -- In bytes, before encryption.
    size bigint not null
);
create index objection_attachment_by_objection on objection_attachment (objection_id, position);
