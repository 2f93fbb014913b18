"""The database itself refuses to change or remove what was published, but for the day that ends it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION catalogue_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- `search` is generated after this trigger, so NEW does not have it yet.
    IF TG_OP = 'UPDATE' THEN
        IF OLD.superseded_on IS NULL AND NEW.superseded_on IS NOT NULL
            AND to_jsonb(NEW) - 'superseded_on' - 'search' = to_jsonb(OLD) - 'superseded_on' - 'search'
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a published procedure never changes: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER catalogue_version_stays BEFORE UPDATE OR DELETE ON catalogue_version
    FOR EACH ROW EXECUTE FUNCTION catalogue_published_stays();
CREATE TRIGGER catalogue_version_no_truncate BEFORE TRUNCATE ON catalogue_version
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_published_stays();
"""

RELEASE = """
DROP TRIGGER catalogue_version_no_truncate ON catalogue_version;
DROP TRIGGER catalogue_version_stays ON catalogue_version;
DROP FUNCTION catalogue_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, RELEASE)]
