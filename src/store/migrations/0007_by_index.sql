-- A pass over a million requests reads only those with something to do: each is found by an index.

-- The day from which the next step may leave without a person.
ALTER TABLE standing ADD COLUMN armed_from TEXT;
UPDATE standing SET armed_from = proposal ->> 'from' WHERE proposal ->> 'armed';
CREATE INDEX standing_armed ON standing (armed_from) WHERE armed_from IS NOT NULL;

-- When the letter left, for the pace.
ALTER TABLE outbox ADD COLUMN left_at TEXT;
UPDATE outbox SET left_at = (SELECT max(at) FROM events WHERE events.letter = outbox.letter)
    WHERE state = 'accepted';
CREATE INDEX outbox_by_departure ON outbox (left_at);
