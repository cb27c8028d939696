-- Only records that are, or ended as, incomplete are looked up by their row: the index need not hold the others.
drop index decision_by_row;
create index decision_by_row on decision (batch_id, line) where state in ('incomplete', 'ended');
