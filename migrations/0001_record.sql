-- The record: ledger, authorities, entities, decisions, imports. Portable subset: see README.md in this folder.

create table setting (
    name text not null primary key,
    value text not null
);

-- The last ledger number given out. On PostgreSQL its row lock puts commits in the order of their numbers.
create table ledger_head (
    id bigint not null primary key,
    number bigint not null,
    constraint ledger_head_is_one_row check (id = 1)
);
insert into ledger_head (id, number) values (1, 0);

-- Every change of what the public may see, without a gap. `seed` is random and lets a later public log commit
-- to what was published without naming it.
create table ledger (
    number bigint not null primary key,
    recorded_at timestamptz not null,
    action text not null,
    subject text not null,
    record_id text not null,
    public_id text not null,
    version bigint not null,
    seed text not null
);
create index ledger_by_record on ledger (record_id, number);

create table import_batch (
    id text not null primary key,
    kind text not null,
    file_name text not null,
    checksum text not null,
    submitted_by text,
    takeover boolean not null,
    state text not null,
    received_at timestamptz not null,
    finished_at timestamptz,
    staged_rows bigint not null,
    applied_rows bigint not null,
    accepted bigint not null,
    warned bigint not null,
    duplicate bigint not null,
    incomplete bigint not null,
    quarantined bigint not null
);
create index import_batch_by_state on import_batch (state, received_at);

-- Rows that were not simply accepted. `raw` is the row as sent, encrypted: it may hold anything.
create table import_issue (
    batch_id text not null references import_batch (id),
    line bigint not null,
    outcome text not null,
    raw text,
    issues text not null,
    primary key (batch_id, line)
);

create table authority (
    id text not null primary key,
    public_id text not null,
    uscc text,
    name text not null,
    name_folded text not null,
    short_name text,
    level text,
    region text,
    domain text,
    parent_uscc text,
    telephone text,
    address text,
    licence_power boolean not null,
    penalty_power boolean not null,
    natural_key text not null,
    content_hash text not null,
    version bigint not null,
    batch_id text,
    line bigint,
    received_at timestamptz not null,
    updated_at timestamptz not null,
    constraint authority_public_id_is_unique unique (public_id),
    constraint authority_natural_key_is_unique unique (natural_key)
);
create index authority_by_uscc on authority (uscc);
create index authority_by_name on authority (name_folded);

create table authority_name (
    authority_id text not null references authority (id),
    name text not null,
    name_folded text not null,
    valid_from date,
    valid_until date,
    primary key (authority_id, name_folded)
);
create index authority_name_by_name on authority_name (name_folded);

create table entity (
    id text not null primary key,
    public_id text not null,
    natural_key text not null,
    name text not null,
    name_folded text not null,
    uscc text,
    uscc_check_failed boolean not null,
    short_name text,
    kind text not null,
    status text,
    status_text text,
    region text,
    address text,
    representative text,
    established_on date,
    capital_fen bigint,
    registered_by text,
    business_scope text,
    content_hash text not null,
    version bigint not null,
    batch_id text,
    line bigint,
    received_at timestamptz not null,
    updated_at timestamptz not null,
    constraint entity_public_id_is_unique unique (public_id),
    constraint entity_natural_key_is_unique unique (natural_key)
);
create index entity_by_uscc on entity (uscc);
create index entity_by_name on entity (name_folded);

create table entity_identifier (
    kind text not null,
    value text not null,
    entity_id text not null references entity (id),
    primary key (kind, value, entity_id)
);
create index entity_identifier_by_entity on entity_identifier (entity_id);

create table entity_name (
    entity_id text not null references entity (id),
    name text not null,
    name_folded text not null,
    valid_from date,
    valid_until date,
    primary key (entity_id, name_folded)
);
create index entity_name_by_name on entity_name (name_folded);

create table decision (
    id text not null primary key,
    public_id text not null,
    kind text not null,
    document_key text not null,
    content_hash text not null,
    document_number text not null,
    title text not null,
    category text not null,
    authority_id text references authority (id),
    authority_name text not null,
    source_name text not null,
    decided_on date,
    due_on date,
    due_provisional boolean not null,
    state text not null,
    withheld_reason text,
    received_at timestamptz not null,
    published_at timestamptz,
    public_until date,
    repair_from date,
    ended_on date,
    public_reason text,
    class text,
    policy text,
    procedure text not null,
    fine_fen bigint,
    valid_from date,
    valid_until date,
    licence_in_force boolean,
    fields text not null,
    social_impact text,
    social_impact_by text,
    social_impact_at text,
    secrecy_review text not null,
    secrecy_review_by text,
    secrecy_review_at text,
    exception_reason text,
    exception_until date,
    edition text not null,
    taken_over boolean not null,
    working_days bigint,
    late_by bigint,
    received_late boolean,
    version bigint not null,
    batch_id text,
    line bigint,
    updated_at timestamptz not null,
    constraint decision_public_id_is_unique unique (public_id)
);
create index decision_by_publication on decision (state, published_at);
create index decision_by_end on decision (public_until) where state = 'published';
create index decision_by_authority on decision (authority_id, decided_on);
create index decision_by_due on decision (state, due_on);

-- `natural_key` begins with the document's key: one index finds a party and all parties of a document.
create table decision_party (
    decision_id text not null references decision (id),
    position bigint not null,
    natural_key text not null,
    name text not null,
    name_folded text not null,
    class text not null,
    uscc text,
    registration_number text,
    entity_id text references entity (id),
    resolution text not null,
    settled_by text,
    settled_at timestamptz,
    person_number_cipher text,
    person_number_hash text,
    representative text,
    representative_number_cipher text,
    primary key (decision_id, position),
    constraint decision_party_natural_key_is_unique unique (natural_key)
);
create index decision_party_by_entity on decision_party (entity_id);
create index decision_party_unresolved on decision_party (uscc) where resolution = 'unresolved';

create table correction (
    decision_id text not null references decision (id),
    version bigint not null,
    corrected_at timestamptz not null,
    fields text not null,
    primary key (decision_id, version)
);

-- Who did what that is not an import: settling a party, withdrawing, taking over times.
create table audit (
    id text not null primary key,
    recorded_at timestamptz not null,
    action text not null,
    record_id text not null,
    done_by text not null,
    note text not null
);
