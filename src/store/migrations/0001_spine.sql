-- Inputs: what came from outside and what a person decided. Append-only.

CREATE TABLE workspace (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    created_at  TEXT NOT NULL,
    program     TEXT NOT NULL
) STRICT;

-- One launch file of a campaign, frozen; the latest revision of an id stands.
CREATE TABLE campaigns (
    revision    INTEGER PRIMARY KEY,
    id          TEXT NOT NULL,
    token       TEXT NOT NULL,
    campaign    TEXT NOT NULL,
    frozen_at   TEXT NOT NULL
) STRICT;
CREATE INDEX campaigns_by_id ON campaigns (id, revision);

-- Decisions on the register, oldest first.
CREATE TABLE register_decisions (
    seq         INTEGER PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    by          TEXT NOT NULL,
    decision    TEXT NOT NULL
) STRICT;

CREATE TABLE requests (
    id            INTEGER PRIMARY KEY,
    campaign      TEXT NOT NULL,
    authority     TEXT NOT NULL,
    name          TEXT NOT NULL,
    nation        TEXT NOT NULL,
    law           TEXT NOT NULL,
    code          TEXT NOT NULL UNIQUE,
    reference     TEXT NOT NULL UNIQUE,
    reply_address TEXT NOT NULL,
    UNIQUE (campaign, authority)
) STRICT;
CREATE INDEX requests_by_authority ON requests (authority);
CREATE INDEX requests_by_reply_address ON requests (reply_address);

CREATE TABLE letters (
    id          INTEGER PRIMARY KEY,
    request     INTEGER NOT NULL REFERENCES requests (id),
    kind        TEXT NOT NULL,
    number      INTEGER NOT NULL,
    message_id  TEXT NOT NULL UNIQUE,
    recipient   TEXT NOT NULL,
    sender      TEXT NOT NULL,
    subject     TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    approved_at TEXT NOT NULL,
    UNIQUE (request, number)
) STRICT;

-- Bytes as they arrived, each once.
CREATE TABLE raw_mails (
    sha256      TEXT PRIMARY KEY,
    bytes       BLOB NOT NULL
) STRICT;

-- One row for each file seen.
CREATE TABLE mails (
    id            INTEGER PRIMARY KEY,
    sha256        TEXT NOT NULL REFERENCES raw_mails (sha256),
    content       TEXT NOT NULL,
    file          TEXT NOT NULL,
    location      TEXT NOT NULL,
    message_id    TEXT,
    arrived_at    TEXT NOT NULL,
    arrived_basis TEXT NOT NULL,
    seen_at       TEXT NOT NULL,
    duplicate_of  INTEGER REFERENCES mails (id),
    UNIQUE (location, sha256)
) STRICT;
CREATE INDEX mails_by_sha256 ON mails (sha256);
CREATE INDEX mails_by_message_id ON mails (message_id, content);

CREATE TABLE events (
    seq         INTEGER PRIMARY KEY,
    request     INTEGER REFERENCES requests (id),
    letter      INTEGER REFERENCES letters (id),
    mail        INTEGER REFERENCES mails (id),
    at          TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    by          TEXT,
    event       TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_request ON events (request, seq);
CREATE INDEX events_by_letter ON events (letter, seq);
CREATE INDEX events_by_mail ON events (mail, seq);
CREATE INDEX events_of_workspace ON events (seq) WHERE request IS NULL AND letter IS NULL AND mail IS NULL;

-- Derived: the same inputs give the same rows.

CREATE TABLE outbox (
    letter      INTEGER PRIMARY KEY REFERENCES letters (id),
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'deferred', 'accepted', 'refused', 'unknown')),
    not_before  TEXT,
    words       TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, letter);

CREATE TABLE readings (
    mail          INTEGER PRIMARY KEY REFERENCES mails (id),
    reader        INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    review_reason TEXT,
    waits         INTEGER NOT NULL,
    reading       TEXT NOT NULL
) STRICT;
CREATE INDEX readings_waiting ON readings (waits, mail);

-- A mail filed under a request, by evidence or by a person.
CREATE TABLE filed (
    mail        INTEGER NOT NULL REFERENCES mails (id),
    request     INTEGER NOT NULL REFERENCES requests (id),
    PRIMARY KEY (mail, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX filed_by_request ON filed (request, mail);

-- What stands and what waits, one row for each cell; `foi answers --all` reads the rest anew.
CREATE TABLE answers (
    request       INTEGER NOT NULL REFERENCES requests (id),
    question      TEXT NOT NULL,
    period        TEXT NOT NULL,
    status        TEXT NOT NULL,
    low           REAL,
    high          REAL,
    value         TEXT,
    stands        INTEGER NOT NULL,
    mail          INTEGER REFERENCES mails (id),
    decided_by    TEXT,
    answer        TEXT NOT NULL
) STRICT;
CREATE INDEX answers_by_request ON answers (request);

-- Where each request stands, and the next day on which that changes by itself.
CREATE TABLE standing (
    request     INTEGER PRIMARY KEY REFERENCES requests (id),
    status      TEXT NOT NULL,
    delivery    TEXT NOT NULL,
    received_on TEXT,
    due_on      TEXT,
    replied_on  TEXT,
    changes_on  TEXT,
    changes_to  TEXT,
    waiting     INTEGER NOT NULL
) STRICT;
CREATE INDEX standing_by_change ON standing (changes_on);
CREATE INDEX standing_by_status ON standing (status);

-- The log and what came in are never changed: a mistake is mended by a later decision.
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER letters_no_update BEFORE UPDATE ON letters BEGIN SELECT RAISE(ABORT, 'letters are frozen'); END;
CREATE TRIGGER letters_no_delete BEFORE DELETE ON letters BEGIN SELECT RAISE(ABORT, 'letters are frozen'); END;
CREATE TRIGGER requests_no_update BEFORE UPDATE ON requests BEGIN SELECT RAISE(ABORT, 'requests are append-only'); END;
CREATE TRIGGER requests_no_delete BEFORE DELETE ON requests BEGIN SELECT RAISE(ABORT, 'requests are append-only'); END;
CREATE TRIGGER campaigns_no_update BEFORE UPDATE ON campaigns BEGIN SELECT RAISE(ABORT, 'campaigns are append-only'); END;
CREATE TRIGGER campaigns_no_delete BEFORE DELETE ON campaigns BEGIN SELECT RAISE(ABORT, 'campaigns are append-only'); END;
CREATE TRIGGER register_no_update BEFORE UPDATE ON register_decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER register_no_delete BEFORE DELETE ON register_decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER raw_mails_no_update BEFORE UPDATE ON raw_mails BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;
CREATE TRIGGER raw_mails_no_delete BEFORE DELETE ON raw_mails BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;
CREATE TRIGGER mails_no_update BEFORE UPDATE ON mails BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;
CREATE TRIGGER mails_no_delete BEFORE DELETE ON mails BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;
