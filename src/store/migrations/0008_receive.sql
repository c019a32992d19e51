-- Derived: files taken in, so that they need not be opened again. It may be emptied at any time.
CREATE TABLE seen_files (
    location    TEXT PRIMARY KEY,
    bytes       INTEGER NOT NULL,
    modified    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a filed mail teaches about later ones: their own reference, and who wrote it.
ALTER TABLE readings ADD COLUMN reference TEXT;
ALTER TABLE readings ADD COLUMN sender TEXT;
ALTER TABLE readings ADD COLUMN place_decided INTEGER NOT NULL DEFAULT 0;
UPDATE readings SET
    reference = upper(replace(replace(replace(replace(replace(replace(
        reading ->> 'authority_reference', ' ', ''), '/', ''), '-', ''), '_', ''), '.', ''), '#', '')),
    sender = reading ->> 'from',
    place_decided = coalesce(reading ->> 'place_decided', 0);
CREATE INDEX readings_by_reference ON readings (reference) WHERE reference IS NOT NULL;
CREATE INDEX readings_by_sender ON readings (sender) WHERE place_decided;
