-- How far each folder of a mailbox on a server has been taken in. Derived: without it everything
-- is fetched again and known by its bytes.
CREATE TABLE mailboxes (
    account      TEXT NOT NULL,
    folder       TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    last_uid     INTEGER NOT NULL,
    -- Up to here mails have been moved on the server, or were not to be.
    moved_uid    INTEGER NOT NULL,
    polled_at    TEXT NOT NULL,
    PRIMARY KEY (account, folder)
) STRICT;

-- Mails that a server has and that could not be taken in.
CREATE TABLE mails_passed_over (
    account      TEXT NOT NULL,
    folder       TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    uid          INTEGER NOT NULL,
    -- In bytes, where the server says it.
    size         INTEGER,
    -- Too large to be asked for again.
    for_good     INTEGER NOT NULL CHECK (for_good IN (0, 1)),
    why          TEXT NOT NULL,
    seen_at      TEXT NOT NULL,
    PRIMARY KEY (account, folder, uid_validity, uid)
) STRICT;

-- When mail was last looked for in a folder of this machine. Derived.
CREATE TABLE polls (
    place       TEXT PRIMARY KEY,
    polled_at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
