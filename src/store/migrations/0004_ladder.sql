-- The next step is derived with the standing, and so is the date that a person has yet to agree to.
ALTER TABLE standing DROP COLUMN changes_to;
ALTER TABLE standing DROP COLUMN chased_on;
ALTER TABLE standing ADD COLUMN otherwise TEXT;
ALTER TABLE standing ADD COLUMN proposal TEXT;
ALTER TABLE standing ADD COLUMN step TEXT;
ALTER TABLE standing ADD COLUMN hard_stop TEXT;
CREATE INDEX standing_by_step ON standing (step, hard_stop);

-- Judged anew by the next pass.
UPDATE standing SET changes_on = '2000-01-01';
