-- What an event is, of which method, and whether in a new browser, so that events are found by it and not by how their JSON begins.
ALTER TABLE activity ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE activity SET kind = json_extract(event, '$.what') || ':'
    || CASE WHEN json_extract(event, '$.what') IN ('method_added', 'method_removed')
            THEN COALESCE(json_extract(event, '$.method'), '')
            WHEN json_extract(event, '$.what') = 'signed_in' AND json_extract(event, '$.is_new_device')
            THEN 'new_browser' ELSE '' END
WHERE json_valid(event) AND json_extract(event, '$.what') IS NOT NULL;
CREATE INDEX activity_by_kind ON activity (account_id, kind);
