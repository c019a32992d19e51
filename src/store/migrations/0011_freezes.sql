-- A named moment of the log, and what stood then: a newer reader may make something else of a mail.
CREATE TABLE freezes (
    name    TEXT NOT NULL PRIMARY KEY,
    -- The last row of the log that it takes into account.
    seq     INTEGER NOT NULL,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL,
    note    TEXT,
    -- [request, question, period, value] of each answer that stood.
    answers TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER freezes_no_update BEFORE UPDATE ON freezes BEGIN SELECT RAISE(ABORT, 'a freeze is never changed'); END;
CREATE TRIGGER freezes_no_delete BEFORE DELETE ON freezes BEGIN SELECT RAISE(ABORT, 'a freeze is never changed'); END;
CREATE TRIGGER freezes_no_replace BEFORE INSERT ON freezes
    WHEN EXISTS (SELECT 1 FROM freezes WHERE name = NEW.name)
    BEGIN SELECT RAISE(ABORT, 'a freeze is never changed'); END;

CREATE INDEX answers_waiting ON answers (request) WHERE stands = 0;
