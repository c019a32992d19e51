-- What analysts read: names and columns that stay (docs/data.md describes each). No bytes of mails or letters.
-- A later migration that drops a column named here drops and remakes the view first.

-- One row for each request, as it stood when something was last written; `changes_on` is the next day on
-- which that changes by itself.
CREATE VIEW v_requests AS
    SELECT requests.id AS request, requests.campaign, requests.authority, requests.name, requests.nation,
           requests.law, requests.reference, requests.made_at, standing.status, standing.delivery,
           standing.received_on, standing.due_on, standing.replied_on, standing.step AS next_step,
           standing.hard_stop, standing.changes_on, standing.waiting AS mails_waiting
    FROM requests
    LEFT JOIN standing ON standing.request = requests.id;

-- One row for each answer that stands or waits.
CREATE VIEW v_answers AS
    SELECT answers.request, requests.campaign, requests.authority, requests.name, requests.nation,
           requests.law, answers.question, answers.period, answers.status, answers.low, answers.high,
           answers.value, answers.stands, answers.mail, answers.answer ->> 'part' AS attachment,
           answers.answer ->> 'place' AS place, answers.answer ->> 'as_written' AS as_written,
           answers.answer ->> 'quote' AS quote, answers.decided_by,
           answers.answer ->> 'confidence' AS confidence, answers.answer ->> 'doubt' AS doubt,
           answers.answer ->> 'known_at' AS known_at
    FROM answers
    JOIN requests ON requests.id = answers.request;

-- One row for each mail and each request that it is filed under; `request` is null in the holding pen.
CREATE VIEW v_mails AS
    SELECT mails.id AS mail, filed.request, requests.campaign, requests.authority, mails.file,
           mails.sha256, mails.message_id, mails.arrived_at, mails.arrived_basis, mails.duplicate_of,
           readings.kind, readings.waits, readings.review_reason, readings.sender,
           readings.reading ->> 'subject' AS subject,
           readings.reading ->> 'authority_reference' AS authority_reference,
           json_array_length(readings.reading, '$.attachments') AS attachments, readings.reader
    FROM mails
    LEFT JOIN readings ON readings.mail = mails.id
    LEFT JOIN filed ON filed.mail = mails.id
    LEFT JOIN requests ON requests.id = filed.request;

-- One row for each file that came with a mail.
CREATE VIEW v_attachments AS
    SELECT readings.mail, file.key + 1 AS number, file.value ->> 'name' AS name,
           file.value ->> 'media_type' AS media_type, file.value ->> 'bytes' AS bytes,
           file.value ->> 'sha256' AS sha256, file.value ->> 'text_status' AS text_status
    FROM readings, json_each(readings.reading, '$.attachments') AS file;

-- One row for each section that a mail names, as FOIA-s12.
CREATE VIEW v_sections AS
    SELECT readings.mail, readings.kind, section.value AS section
    FROM readings, json_each(readings.reading, '$.sections') AS section;

-- One row for each letter of ours.
CREATE VIEW v_letters AS
    SELECT letters.id AS letter, letters.request, requests.campaign, requests.authority, letters.kind,
           letters.number, letters.message_id, letters.recipient, letters.subject, letters.approved_at,
           outbox.state, outbox.left_at
    FROM letters
    JOIN requests ON requests.id = letters.request
    LEFT JOIN outbox ON outbox.letter = letters.id;

-- The log: what happened, and what a person decided.
CREATE VIEW v_events AS
    SELECT events.seq, events.event ->> 'event' AS event, events.request, events.letter, events.mail,
           events.at, events.recorded_at, events.by
    FROM events;

-- The questions of each campaign as last launched.
CREATE VIEW v_questions AS
    SELECT campaigns.id AS campaign, question.value ->> 'id' AS question,
           question.value ->> 'number' AS number, question.value ->> 'text' AS text,
           question.value ->> 'type' AS type, question.value ->> 'unit' AS unit
    FROM campaigns, json_each(campaigns.campaign, '$.questions') AS question
    WHERE campaigns.revision = (SELECT max(revision) FROM campaigns AS later WHERE later.id = campaigns.id);

-- The periods of each campaign as last launched.
CREATE VIEW v_periods AS
    SELECT campaigns.id AS campaign, period.value ->> 'id' AS period, period.value ->> 'label' AS label,
           period.value ->> 'from' AS "from", period.value ->> 'to' AS "to"
    FROM campaigns, json_each(campaigns.campaign, '$.periods') AS period
    WHERE campaigns.revision = (SELECT max(revision) FROM campaigns AS later WHERE later.id = campaigns.id);
