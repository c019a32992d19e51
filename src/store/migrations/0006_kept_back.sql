-- A letter may be kept back: something of theirs came before it left.
CREATE TABLE outbox_with_kept_back (
    letter      INTEGER PRIMARY KEY REFERENCES letters (id),
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'deferred', 'accepted', 'refused', 'kept_back', 'unknown')),
    not_before  TEXT,
    words       TEXT NOT NULL
) STRICT;
INSERT INTO outbox_with_kept_back SELECT letter, state, not_before, words FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_with_kept_back RENAME TO outbox;
CREATE INDEX outbox_by_state ON outbox (state, letter);

-- Judged anew by the next pass.
UPDATE standing SET changes_on = '2000-01-01';
