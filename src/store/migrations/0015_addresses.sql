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

-- Who has a copy of a letter.
ALTER TABLE letters ADD COLUMN copy TEXT;
