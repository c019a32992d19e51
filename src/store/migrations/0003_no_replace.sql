-- INSERT OR REPLACE deletes the row in its way without firing its delete trigger: what is append-only
-- refuses the insert before that.
CREATE TRIGGER events_no_replace BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER letters_no_replace BEFORE INSERT ON letters
    WHEN EXISTS (SELECT 1 FROM letters WHERE id = NEW.id OR message_id = NEW.message_id
                     OR (request = NEW.request AND number = NEW.number))
    BEGIN SELECT RAISE(ABORT, 'letters are frozen'); END;
CREATE TRIGGER requests_no_replace BEFORE INSERT ON requests
    WHEN EXISTS (SELECT 1 FROM requests WHERE id = NEW.id OR code = NEW.code
                     OR reference = NEW.reference
                     OR (campaign = NEW.campaign AND authority = NEW.authority))
    BEGIN SELECT RAISE(ABORT, 'requests are append-only'); END;
CREATE TRIGGER campaigns_no_replace BEFORE INSERT ON campaigns
    WHEN EXISTS (SELECT 1 FROM campaigns WHERE revision = NEW.revision)
    BEGIN SELECT RAISE(ABORT, 'campaigns are append-only'); END;
CREATE TRIGGER register_no_replace BEFORE INSERT ON register_decisions
    WHEN EXISTS (SELECT 1 FROM register_decisions WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER raw_mails_no_replace BEFORE INSERT ON raw_mails
    WHEN EXISTS (SELECT 1 FROM raw_mails WHERE sha256 = NEW.sha256)
    BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;
CREATE TRIGGER mails_no_replace BEFORE INSERT ON mails
    WHEN EXISTS (SELECT 1 FROM mails WHERE id = NEW.id
                     OR (location = NEW.location AND sha256 = NEW.sha256))
    BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;

-- The launch that made a request; NULL for those made before this was kept.
ALTER TABLE requests ADD COLUMN made_at TEXT;
