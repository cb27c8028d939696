-- Rows of a spreadsheet that wait for their clerk to tick their warnings: `import_issue.outcome` and `row_version.outcome` may
-- be 'held', and `upload.state` is 'confirming' while ticked rows are handed in (server::actions::confirm).
drop index upload_unfinished;
create index upload_unfinished on upload (received_at)
    where state in ('received', 'staging', 'applying', 'confirming');
