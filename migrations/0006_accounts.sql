-- Accounts in use: what a second person confirms, addresses from which a login is known, forms kept over a sign-in.

create table account_request (
    id text not null primary key,
    account_id text not null references account (id),
    -- open, reset: server::actions::accounts::requests::Purpose.
    purpose text not null,
    -- waiting, confirmed, refused.
    state text not null,
    -- Hash of the first password that a reset brings with its confirmation.
    password_hash text,
    -- An account's id, or operator.
    asked_by text not null,
    asked_at timestamptz not null,
    decided_by text,
    decided_at timestamptz
);
create index account_request_waiting on account_request (asked_at) where state = 'waiting';
create index account_request_by_account on account_request (account_id);

-- The last complete sign-in of a login from an address, both hashed: it clears the failures of the pair before it.
create table sign_in_success (
    login_hash text not null,
    address_hash text not null,
    succeeded_at timestamptz not null,
    primary key (login_hash, address_hash)
);

-- What was posted with a session that was over, to be offered after the next sign-in. `id` is the hash of what the
-- sign-in form carries.
create table kept_form (
    id text not null primary key,
    account_id text not null references account (id),
    -- Address and fields as JSON, encrypted: they may hold numbers of persons.
    content text not null,
    kept_at timestamptz not null
);
create index kept_form_by_time on kept_form (kept_at);
