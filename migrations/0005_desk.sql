-- The regulators' desk: accounts and sessions, the chained audit trail, drafts, and what waits for a second person.

create table account (
    id text not null primary key,
    -- Folded to lower case; never used again for somebody else.
    login text not null,
    name text not null,
    -- clerk, reviewer, head, administrator, auditor: domain::role::Role.
    role text not null,
    -- Absent for accounts of the platform.
    authority_id text references authority (id),
    email text,
    -- argon2id, as a PHC string.
    password_hash text not null,
    -- First passwords must be replaced at the first sign-in.
    password_is_first boolean not null,
    -- TOTP secret, encrypted; present once the owner has shown a right code.
    totp_cipher text,
    -- The last step that was used: a code counts once.
    totp_step bigint,
    -- requested, active, disabled.
    state text not null,
    requested_by text not null,
    -- A publishing account needs the head (or the operator) and a second administrator.
    confirmed_by text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint account_login_is_unique unique (login)
);
create index account_by_authority on account (authority_id, role);

-- Codes for the day on which the telephone is lost, hashed; each counts once.
create table recovery_code (
    account_id text not null references account (id),
    code_hash text not null,
    used_at timestamptz,
    primary key (account_id, code_hash)
);

-- `id` is the hash of the token in the cookie.
create table session (
    id text not null primary key,
    account_id text not null references account (id),
    -- password: the second factor is still to come; live.
    state text not null,
    created_at timestamptz not null,
    seen_at timestamptz not null
);
create index session_by_account on session (account_id);

-- Failed sign-ins, for throttling: hashes of login and address.
create table sign_in_failure (
    id text not null primary key,
    login_hash text not null,
    address_hash text not null,
    failed_at timestamptz not null
);
create index sign_in_failure_by_login on sign_in_failure (login_hash, failed_at);
create index sign_in_failure_by_address on sign_in_failure (address_hash, failed_at);

-- `filer_id` may file for `authority_id` between these days.
create table delegation (
    id text not null primary key,
    authority_id text not null references authority (id),
    filer_id text not null references authority (id),
    first_on date not null,
    last_on date not null,
    appointed_by text not null,
    appointed_at timestamptz not null
);
create index delegation_by_filer on delegation (filer_id, last_on);

-- Between these days the deputy may approve as the head may.
create table deputy (
    id text not null primary key,
    authority_id text not null references authority (id),
    account_id text not null references account (id),
    first_on date not null,
    last_on date not null,
    appointed_by text not null,
    appointed_at timestamptz not null
);
create index deputy_by_account on deputy (account_id, last_on);

-- The audit trail: numbered without a gap, each row's hash covers its content and the hash before it.
create table audit_entry (
    number bigint not null primary key,
    recorded_at timestamptz not null,
    action text not null,
    record_id text not null,
    -- An account's id, or a name where no account was used.
    done_by text not null,
    -- Address of the client, where there was one.
    done_from text,
    -- Commitments (keyed hashes) to what was there before and after; never the data.
    before_commitment text,
    after_commitment text,
    note text not null,
    hash text not null
);
create index audit_entry_by_record on audit_entry (record_id);

-- What a clerk is writing. Everything is encrypted: it may hold numbers of persons.
create table draft (
    id text not null primary key,
    kind text not null,
    authority_id text not null references authority (id),
    -- JSON of the fields, encrypted.
    content text not null,
    -- Shown in the queue; masked.
    title text not null,
    decided_on date,
    due_on date,
    created_by text not null references account (id),
    created_at timestamptz not null,
    -- Who saved it last, and its version: two clerks on one draft notice each other.
    saved_by text not null references account (id),
    saved_at timestamptz not null,
    version bigint not null,
    -- The record that it corrects.
    corrects_id text references decision (id),
    -- Set when it was handed in; its approval is the rest of the story.
    handed_in_at timestamptz
);
create index draft_by_authority on draft (authority_id, handed_in_at);

-- What waits for a second person, and how that ended.
create table approval (
    id text not null primary key,
    -- publish, correct, withdraw, repair, withhold, hide: server::actions::approval::Purpose.
    purpose text not null,
    -- waiting, returned, approved, superseded.
    state text not null,
    decision_id text not null references decision (id),
    authority_id text references authority (id),
    -- What is to change, as JSON; numbers of persons in it are encrypted.
    content text,
    -- form, upload, api, file.
    channel text not null,
    -- An account's id; a name where no account was used.
    submitted_by text not null,
    submitted_at timestamptz not null,
    -- Since when the clerk had it in hand.
    begun_at timestamptz not null,
    -- The row that asked for it.
    batch_id text references import_batch (id),
    line bigint,
    -- Codes of the warnings that were ticked, as JSON.
    ticked text,
    -- Why it is late: a code of domain::lateness, public; the words stay inside.
    late_reason text,
    late_words text,
    decided_by text,
    decided_at timestamptz,
    note text
);
create index approval_waiting on approval (authority_id, submitted_at) where state = 'waiting';
create index approval_by_decision on approval (decision_id);
create index approval_by_batch on approval (batch_id, state);

-- The earliest day of decision ever submitted under a number of an authority, quarantined rows included: a later day
-- never improves the clock. `number_key` is the document's key without its day.
create table first_submission (
    number_key text not null primary key,
    decided_on date not null,
    received_at timestamptz not null
);

-- Who handed a batch in, and how: server::import::Handing as JSON. Absent for files of the time before the desk.
alter table import_batch add column handing text;
