-- Bank holidays that were proclaimed after this program was made, each once. Append-only.
CREATE TABLE bank_holidays (
    seq         INTEGER PRIMARY KEY,
    date        TEXT NOT NULL,
    part        TEXT NOT NULL CHECK (part IN ('england-and-wales', 'scotland', 'northern-ireland')),
    title       TEXT NOT NULL,
    known_on    TEXT,
    recorded_at TEXT NOT NULL,
    by          TEXT NOT NULL,
    source      TEXT NOT NULL,
    UNIQUE (date, part)
) STRICT;

CREATE TRIGGER bank_holidays_no_update BEFORE UPDATE ON bank_holidays
    BEGIN SELECT RAISE(ABORT, 'bank holidays are append-only'); END;
CREATE TRIGGER bank_holidays_no_delete BEFORE DELETE ON bank_holidays
    BEGIN SELECT RAISE(ABORT, 'bank holidays are append-only'); END;
CREATE TRIGGER bank_holidays_no_replace BEFORE INSERT ON bank_holidays
    WHEN EXISTS (SELECT 1 FROM bank_holidays WHERE seq = NEW.seq
                     OR (date = NEW.date AND part = NEW.part))
    BEGIN SELECT RAISE(ABORT, 'bank holidays are append-only'); END;
