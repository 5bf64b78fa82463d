-- What is written to find out whether anything can be: at most one row.
CREATE TABLE write_probe (
    id INTEGER PRIMARY KEY NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT write_probe_id_check CHECK (id = 1)
);
