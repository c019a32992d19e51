-- A rehearsed workspace has a time of its own; NULL for a real one.
ALTER TABLE workspace ADD COLUMN simulated_at TEXT;

-- The day on which the first chaser was approved, for the ladder.
ALTER TABLE standing ADD COLUMN chased_on TEXT;
