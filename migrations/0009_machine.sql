-- The machine interface: keys of authorities' programs, their calls, and commitments to decisions.

create table agency_key (
    id text not null primary key,
    authority_id text not null references authority (id),
    -- What the head calls it.
    name text not null,
    -- Public part of the key; the hash proves the whole.
    prefix text not null,
    hash text not null,
    -- domain::key_scope::Scope, by blanks.
    scopes text not null,
    created_by text not null references account (id),
    created_at timestamptz not null,
    revoked_by text references account (id),
    revoked_at timestamptz,
    last_used_at timestamptz,
    last_used_from text,
    constraint agency_key_prefix_is_unique unique (prefix)
);
create index agency_key_by_authority on agency_key (authority_id, created_at);

-- Calls that change something, so that a repeated one is answered as the first; kept for 30 days.
create table agency_call (
    key_id text not null references agency_key (id),
    idempotency_key text not null,
    -- Keyed hash of the body.
    request_hash text not null,
    -- begun, answered.
    state text not null,
    -- The batch that it becomes; known before its first row is read.
    batch_id text not null,
    -- The answer's body.
    answer text,
    begun_at timestamptz not null,
    primary key (key_id, idempotency_key)
);
create index agency_call_by_age on agency_call (begun_at);

-- Salted hashes of decisions. Whether one is discharged is read from the state of its decision.
create table commitment (
    id text not null primary key,
    authority_id text not null references authority (id),
    commitment text not null,
    -- Our own time: what it proves.
    received_at timestamptz not null,
    -- form, api.
    channel text not null,
    -- An account's id, or key: and that of a key.
    made_by text not null,
    -- The decision that it was opened for.
    decision_id text references decision (id),
    opened_at timestamptz,
    constraint commitment_is_unique unique (authority_id, commitment)
);
create index commitment_by_receipt on commitment (authority_id, received_at);
create index commitment_by_decision on commitment (decision_id);
