"""Rows of the audit can be added and sealed once, and nothing else."""

from django.db import migrations

FORWARD = """
create function audit_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.digest is null
       and (to_jsonb(new) - 'position' - 'digest') = (to_jsonb(old) - 'position' - 'digest') then
        return new;
    end if;
    raise exception 'the audit is append-only' using errcode = 'integrity_constraint_violation';
end $$;
create trigger audit_append_only before update or delete on audit_event
    for each row execute function audit_append_only();
create trigger audit_not_emptied before truncate on audit_event
    for each statement execute function audit_append_only();
"""
BACKWARD = """
drop trigger audit_not_emptied on audit_event;
drop trigger audit_append_only on audit_event;
drop function audit_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
