-- What the DNS last said of mail for a domain, and since when it could not be asked again. `answer` is
-- null while it has never answered.
CREATE TABLE mail_domains (
    domain      TEXT PRIMARY KEY,
    answer      TEXT,
    provider    TEXT,
    answered_at TEXT,
    failed_at   TEXT,
    failure     TEXT
) STRICT, WITHOUT ROWID;

-- References of theirs that a person put on record.
CREATE INDEX events_by_reference ON events (event ->> 'reference')
    WHERE event ->> 'reference' IS NOT NULL;

-- Who has a copy of a letter.
ALTER TABLE letters ADD COLUMN copy TEXT;
