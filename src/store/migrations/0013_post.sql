-- A person may take a letter back before it leaves; how often a letter was tried, and since when: what is
-- put off again and again is given up at last.
CREATE TABLE outbox_with_cancelled (
    letter      INTEGER PRIMARY KEY REFERENCES letters (id),
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'deferred', 'accepted', 'refused', 'kept_back', 'cancelled', 'unknown')),
    not_before  TEXT,
    words       TEXT NOT NULL,
    left_at     TEXT,
    tries       INTEGER NOT NULL DEFAULT 0,
    first_tried TEXT
) STRICT;
INSERT INTO outbox_with_cancelled (letter, state, not_before, words, left_at)
    SELECT letter, state, not_before, words, left_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_with_cancelled RENAME TO outbox;
CREATE INDEX outbox_by_state ON outbox (state, letter);
CREATE INDEX outbox_by_departure ON outbox (left_at);

-- Derived: how often in a row the mail server itself was in trouble, or put a letter off, and until when.
CREATE TABLE server_trouble (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    away        INTEGER NOT NULL,
    put_off     INTEGER NOT NULL,
    until       TEXT NOT NULL,
    words       TEXT NOT NULL
) STRICT;

-- Copies of this database that a person or a launch had made.
CREATE TABLE backups (
    seq         INTEGER PRIMARY KEY,
    file        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    made_at     TEXT NOT NULL,
    last_event  INTEGER NOT NULL
) STRICT;
