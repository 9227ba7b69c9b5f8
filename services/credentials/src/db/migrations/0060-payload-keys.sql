-- A workspace has a key of its own that wraps the keys of payloads. Rotations of the workspace put another in front of it and
-- leave it, since what it has wrapped lies elsewhere; it goes when the keys of the workspace are destroyed.
alter table workspace_key drop constraint workspace_key_purpose_check;
alter table workspace_key add constraint workspace_key_purpose_check check (purpose in ('workspace', 'audit', 'payload'));
