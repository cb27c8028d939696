-- Spreadsheets that were handed in at the desk, and how an authority's own columns become ours.

-- A spreadsheet from its first byte to its last row. `id` is that of its batch, once it has one.
create table upload (
    id text not null primary key,
    -- licences, penalties.
    kind text not null,
    -- As the sender named it, shortened, without numbers of persons.
    file_name text not null,
    -- Whose decisions it holds unless a row says otherwise.
    authority_id text not null references authority (id),
    submitted_by text not null references account (id),
    -- received, staging, unmapped, applying, done, failed, dropped: server::actions::uploads::State. The file lies in the
    -- data folder in the first three.
    state text not null,
    bytes bigint not null,
    -- Rows read so far.
    staged_rows bigint not null,
    -- TOML, if the layout is not ours.
    mapping text,
    -- Why it failed, in a sentence.
    failure text,
    -- The upload whose faulty rows it holds, corrected.
    corrects_id text references upload (id),
    -- server::import::Handing as JSON.
    handing text not null,
    received_at timestamptz not null,
    updated_at timestamptz not null
);
create index upload_by_authority on upload (authority_id, received_at);
create index upload_unfinished on upload (received_at) where state in ('received', 'staging', 'applying');
create index upload_unmapped on upload (updated_at) where state = 'unmapped';

-- How a layout of an authority's own becomes ours.
create table column_mapping (
    id text not null primary key,
    authority_id text not null references authority (id),
    kind text not null,
    -- Hash of the headings in their order: the same headings are read in the same way.
    layout_key text not null,
    name text not null,
    -- TOML as in docs/MAPPINGS.md.
    content text not null,
    saved_by text not null references account (id),
    saved_at timestamptz not null,
    constraint column_mapping_is_unique unique (authority_id, kind, layout_key)
);
