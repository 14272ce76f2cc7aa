"""A trigger: the second person's approval is turned off only when a second person agreed to it just now."""

from typing import ClassVar

from django.db import migrations

GUARD = """
SELECT evidence_protect('accounts_approvalend'::regclass, 'DELETE');
CREATE FUNCTION accounts_approval_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approval_required AND NOT NEW.approval_required AND NOT EXISTS (
        SELECT FROM accounts_approvalend WHERE organization_id = OLD.party_id AND outcome = 'agreed'
            AND decided_by_id <> asked_by_id AND decided_at >= transaction_timestamp()) THEN
        RAISE EXCEPTION 'organization %: approval ends only when a second person agrees', OLD.party_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_guard BEFORE UPDATE OF approval_required ON accounts_organization
    FOR EACH ROW EXECUTE FUNCTION accounts_approval_guard();
"""

REMOVE = """
DROP FUNCTION accounts_approval_guard CASCADE;
DROP TRIGGER evidence_rows ON accounts_approvalend;
DROP TRIGGER evidence_table ON accounts_approvalend;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("accounts", "0008_approval_end"),
        ("registry", "0002_guards"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARD, REMOVE)
    ]
