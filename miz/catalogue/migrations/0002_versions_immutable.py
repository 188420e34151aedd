"""A published version never changes."""

from django.db import migrations

FORWARD = """
create function catalogue_version_immutable() returns trigger language plpgsql as $$
begin
    raise exception 'a published version never changes'
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger catalogue_version_immutable before update or delete on catalogue_serviceversion
    for each row execute function catalogue_version_immutable();
"""
BACKWARD = """
drop trigger catalogue_version_immutable on catalogue_serviceversion;
drop function catalogue_version_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
