-- Entries: what the catalogue's lists and sections hold about a subject (lists, annual reports, changes,
-- commitments, evaluations, honours, judgments). Which item means what is data: domain/src/data/catalogue*.csv.

create table entry (
    id text not null primary key,
    public_id text not null,
    -- Code of the catalogue's item, such as abnormal-operation.
    item text not null,
    natural_key text not null,
    content_hash text not null,
    -- The subject, as its source names it.
    name text not null,
    name_folded text not null,
    class text not null,
    uscc text,
    registration_number text,
    entity_id text references entity (id),
    -- resolved: code and name agree with the registry; unattached: shown in its list only; settled: by a person.
    resolution text not null,
    settled_by text,
    settled_at timestamptz,
    person_number_cipher text,
    person_number_hash text,
    number text,
    reason_code text,
    reason text,
    authority_id text references authority (id),
    authority_name text,
    -- 列入日期, 标记日期, 立案时间 …: the item's caption says which.
    begins_on date,
    public_until date,
    year bigint,
    removed_on date,
    removed_reason_code text,
    removed_reason text,
    removed_number text,
    removed_authority text,
    -- Values by field code, as JSON. No number of a person is in it.
    fields text not null,
    -- published, removed (history that the item keeps), withheld, incomplete, ended.
    state text not null,
    withheld_reason text,
    ended_on date,
    -- expired, erased, source (its source no longer holds it: it may come back, under a new public identifier).
    end_cause text,
    received_at timestamptz not null,
    published_at timestamptz,
    taken_over boolean not null,
    version bigint not null,
    batch_id text,
    line bigint,
    -- The last batch whose file held it: what a full synchronisation did not see again has ended at its source.
    seen_batch_id text,
    -- Who sent it: a full synchronisation ends only what the same sender had sent.
    submitted_by text,
    updated_at timestamptz not null,
    constraint entry_public_id_is_unique unique (public_id),
    constraint entry_natural_key_is_unique unique (natural_key)
);
create index entry_by_entity on entry (entity_id, item);
create index entry_by_item on entry (item, begins_on, public_id);
create index entry_by_seen on entry (item, seen_batch_id);
create index entry_by_end on entry (public_until) where state = 'published';
create index entry_unattached on entry (uscc) where resolution = 'unattached';

create table entry_correction (
    entry_id text not null references entry (id),
    version bigint not null,
    corrected_at timestamptz not null,
    fields text not null,
    primary key (entry_id, version)
);

-- How the rows of a batch are read: without these a row that was kept back could not be read again.
alter table import_batch add column headings text;
alter table import_batch add column mapping text;
-- partial, or full: the file is the whole list, what is not in it has ended at its source.
alter table import_batch add column scope text;

-- The work list: each correction of a row that was kept back is a new version; the row as sent stays as it was.
create table row_version (
    batch_id text not null references import_batch (id),
    line bigint not null,
    version bigint not null,
    -- fixed, retried, dropped.
    action text not null,
    -- The corrected values as a JSON array in the order of the batch's headings, encrypted.
    row_values text,
    outcome text,
    issues text,
    done_by text not null,
    note text,
    recorded_at timestamptz not null,
    primary key (batch_id, line, version)
);

-- Whose representative an entity has, folded: only ever counted (same-name panel), never shown or joined.
alter table entity add column representative_folded text;
create index entity_by_representative on entity (representative_folded) where representative_folded is not null;
-- What only some kinds of body register (营业期限, 核准日期, 组成形式, 出资总额 …), by caption, as JSON.
alter table entity add column registration text;
