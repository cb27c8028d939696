-- Letters of the desk, by e-mail. A letter holds no personal data of a party and no document number: counts, last
-- days, the authority and a link to the desk. `state` is queued, sent or failed (given up).

create table mail (
    id text not null primary key,
    -- To whom, about what, on which day: what comes again under the same key is the same letter.
    dedup_key text not null,
    -- The account's address at work, as it was when the letter was written.
    to_address text not null,
    subject text not null,
    body text not null,
    state text not null,
    -- Tries that were begun.
    attempts bigint not null,
    next_try_at timestamptz not null,
    -- Why the last try failed; no address is in it.
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz,
    constraint mail_dedup_key_is_unique unique (dedup_key)
);
create index mail_due on mail (next_try_at, id) where state = 'queued';
