-- After publication: which decision took another's place. States that are new with this: `decision.state` 'hidden'
-- (紧急隐藏: out of every public view until a second person decides), `approval.state` 'lifted' (a hiding that was lifted).

create table replacement (
    new_id text not null primary key references decision (id),
    old_id text not null references decision (id),
    -- changed: a new decision with a clock of its own; reissue: the same matter once more, which keeps its lateness.
    kind text not null,
    linked_by text not null,
    linked_at timestamptz not null
);
create index replacement_by_old on replacement (old_id);
