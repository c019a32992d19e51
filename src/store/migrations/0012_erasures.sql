-- What a person erased, and the tombstones that it leaves. Append-only.
--
-- An erasure is open only inside the transaction that makes it. While it is, what is append-only lets
-- go of the bytes and the words of its mails, and of nothing else.
CREATE TABLE erasures (
    id    INTEGER PRIMARY KEY,
    at    TEXT NOT NULL,
    by    TEXT NOT NULL,
    why   TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done'))
) STRICT;

-- A mail that lost something, and what had been read of it without the words: it is not read again.
CREATE TABLE erased_mails (
    id      INTEGER PRIMARY KEY,
    erasure INTEGER NOT NULL REFERENCES erasures (id),
    mail    INTEGER NOT NULL REFERENCES mails (id),
    reading TEXT NOT NULL,
    UNIQUE (erasure, mail)
) STRICT;
CREATE INDEX erased_mails_by_mail ON erased_mails (mail, id);

-- What stood there, by the SHA-256 that it had.
CREATE TABLE tombstones (
    id      INTEGER PRIMARY KEY,
    erasure INTEGER NOT NULL REFERENCES erasures (id),
    mail    INTEGER NOT NULL REFERENCES mails (id),
    what    TEXT NOT NULL CHECK (what IN ('mail', 'attachment')),
    sha256  TEXT NOT NULL,
    bytes   INTEGER NOT NULL
) STRICT;
CREATE INDEX tombstones_by_sha256 ON tombstones (sha256);
CREATE INDEX tombstones_by_mail ON tombstones (mail);

-- Erasures after which the free pages of this file have not been overwritten yet. Derived.
CREATE TABLE unswept (erasure INTEGER PRIMARY KEY) STRICT;

CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures
    WHEN NOT (OLD.state = 'open' AND NEW.state = 'done' AND NEW.id = OLD.id AND NEW.at = OLD.at
              AND NEW.by = OLD.by AND NEW.why = OLD.why)
    BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures
    BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER erasures_no_replace BEFORE INSERT ON erasures
    WHEN EXISTS (SELECT 1 FROM erasures WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER erased_mails_no_update BEFORE UPDATE ON erased_mails
    WHEN NOT (NEW.id = OLD.id AND NEW.erasure = OLD.erasure AND NEW.mail = OLD.mail
              -- A later erasure of the same mail leaves less of it.
              AND EXISTS (SELECT 1 FROM erased_mails AS other JOIN erasures ON erasures.id = other.erasure
                          WHERE other.mail = OLD.mail AND other.id > OLD.id AND erasures.state = 'open'))
    BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER erased_mails_no_delete BEFORE DELETE ON erased_mails
    BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER erased_mails_no_replace BEFORE INSERT ON erased_mails
    WHEN EXISTS (SELECT 1 FROM erased_mails WHERE id = NEW.id OR (erasure = NEW.erasure AND mail = NEW.mail))
    BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER tombstones_no_update BEFORE UPDATE ON tombstones
    BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END;
CREATE TRIGGER tombstones_no_delete BEFORE DELETE ON tombstones
    BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END;
CREATE TRIGGER tombstones_no_replace BEFORE INSERT ON tombstones
    WHEN EXISTS (SELECT 1 FROM tombstones WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END;

-- The mails of the erasure that is open, with the further copies of them.
CREATE VIEW being_erased AS
    SELECT mails.id AS mail, mails.sha256
    FROM erased_mails
    JOIN erasures ON erasures.id = erased_mails.erasure AND erasures.state = 'open'
    JOIN mails ON mails.id = erased_mails.mail OR mails.duplicate_of = erased_mails.mail;

-- The hash stays that of the bytes as they came.
DROP TRIGGER raw_mails_no_update;
CREATE TRIGGER raw_mails_no_update BEFORE UPDATE ON raw_mails
    WHEN NOT (NEW.sha256 = OLD.sha256
              AND EXISTS (SELECT 1 FROM being_erased WHERE being_erased.sha256 = OLD.sha256))
    BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;

-- Where it lay may name a person.
DROP TRIGGER mails_no_update;
CREATE TRIGGER mails_no_update BEFORE UPDATE ON mails
    WHEN NOT (NEW.id = OLD.id AND NEW.sha256 = OLD.sha256 AND NEW.content = OLD.content
              AND NEW.message_id IS OLD.message_id AND NEW.arrived_at = OLD.arrived_at
              AND NEW.arrived_basis = OLD.arrived_basis AND NEW.seen_at = OLD.seen_at
              AND NEW.duplicate_of IS OLD.duplicate_of
              AND EXISTS (SELECT 1 FROM being_erased WHERE being_erased.mail = OLD.id))
    BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;

-- What a person decided of an answer stays; the words of the mail that stand beside it go.
DROP TRIGGER events_no_update;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
    WHEN NOT (NEW.seq = OLD.seq AND NEW.request IS OLD.request AND NEW.letter IS OLD.letter
              AND NEW.mail IS OLD.mail AND NEW.at = OLD.at AND NEW.recorded_at = OLD.recorded_at
              AND NEW.by IS OLD.by
              AND OLD.event ->> 'event' IN ('answer_set', 'answer_accepted', 'answer_coded')
              AND json_remove(NEW.event, '$.as_written', '$.note', '$.value.value')
                  = json_remove(OLD.event, '$.as_written', '$.note', '$.value.value')
              AND EXISTS (SELECT 1 FROM being_erased
                          WHERE being_erased.mail = OLD.event ->> 'mail'
                             OR (OLD.event ->> 'mail' IS NULL
                                 AND EXISTS (SELECT 1 FROM filed WHERE filed.mail = being_erased.mail
                                             AND filed.request = OLD.request))))
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

-- Of an answer in words, a freeze keeps that there was one.
DROP TRIGGER freezes_no_update;
CREATE TRIGGER freezes_no_update BEFORE UPDATE ON freezes
    WHEN NOT (NEW.name = OLD.name AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.by = OLD.by
              AND NEW.note IS OLD.note
              AND json_array_length(NEW.answers) = json_array_length(OLD.answers)
              AND EXISTS (SELECT 1 FROM being_erased))
    BEGIN SELECT RAISE(ABORT, 'a freeze is never changed'); END;
