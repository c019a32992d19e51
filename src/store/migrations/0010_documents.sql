-- What was read of each file that came with a mail, by the hash of its bytes. Derived: without it
-- the files are read again.
CREATE TABLE documents (
    sha256   TEXT NOT NULL PRIMARY KEY,
    -- The version of the reader that read it.
    reader   INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
