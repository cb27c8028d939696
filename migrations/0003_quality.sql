-- Figures of quality: what they count while records stand, and what stays of them when records end (RULES 6.5).
-- `authority_id` is empty where the authority is not known; `kind` is penalty, registration or other-licence;
-- `month` is 2026-10; `state` is a word of domain::quality::RowState.

create index decision_by_day on decision (decided_on);
create index decision_by_receipt on decision (received_at);
create index decision_by_row on decision (batch_id, line);

-- Batches whose faults are noted below, once, when they were applied: first attempts only.
create table noted_batch (
    batch_id text not null primary key references import_batch (id),
    noted_at timestamptz not null
);
create table noted_fault (
    batch_id text not null references import_batch (id),
    month text not null,
    authority_id text not null,
    kind text not null,
    state text not null,
    taken_over boolean not null,
    row_count bigint not null,
    primary key (batch_id, month, authority_id, kind, state, taken_over)
);
create index noted_fault_by_month on noted_fault (month, authority_id);

-- A month that is frozen, 40 working days after its end.
create table frozen_month (
    month text not null primary key,
    first_on date not null,
    end_on date not null,
    due_on date not null,
    frozen_at timestamptz not null
);

-- The rows behind a frozen month, without identifiers: rows that are alike are counted together, so that they have
-- no order. `working_days` is a number, or 0-7 or 8+ where too few rows shared one, or empty.
create table frozen_row (
    month text not null references frozen_month (month),
    authority_id text not null,
    kind text not null,
    state text not null,
    working_days text not null,
    row_count bigint not null,
    primary key (month, authority_id, kind, state, working_days)
);
create index frozen_row_by_authority on frozen_row (authority_id, month);

-- Decisions of a frozen month that had been public, by amount of fine; neighbouring bands with few rows are merged.
create table frozen_amount (
    month text not null references frozen_month (month),
    authority_id text not null,
    kind text not null,
    first_band bigint not null,
    last_band bigint not null,
    row_count bigint not null,
    primary key (month, authority_id, kind, first_band)
);

-- What happened to a frozen figure later; the frozen rows stay as they were.
create table figure_revision (
    id text not null primary key,
    month text not null references frozen_month (month),
    authority_id text not null,
    kind text not null,
    state text not null,
    old_count bigint not null,
    new_count bigint not null,
    reason text not null,
    recorded_at timestamptz not null
);
create index figure_revision_by_month on figure_revision (authority_id, month, kind);

-- 零报告: nothing of that kind was decided in that month.
create table zero_report (
    authority_id text not null references authority (id),
    month text not null,
    kind text not null,
    reported_at timestamptz not null,
    reported_by text not null,
    -- Set once a decision of that month is known: the report was false, also after that decision ended.
    contradicted_at timestamptz,
    primary key (authority_id, month, kind)
);
