"""Drafts of packages, withdrawal of services, and the files of a version.

What was proposed is what is approved and published: a trigger refuses other words from then on.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
create function catalogue_draft_settled() returns trigger language plpgsql as $$
begin
    raise exception 'what was proposed does not change any more'
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger catalogue_draft_settled before update on catalogue_draft for each row
    when (old.state <> 'draft' and (old.files, old.slug, old.changed_by_id)
          is distinct from (new.files, new.slug, new.changed_by_id)
          or old.state in ('published', 'discarded') and new.state <> old.state)
    execute function catalogue_draft_settled();
"""
BACKWARD = """
drop trigger catalogue_draft_settled on catalogue_draft;
drop function catalogue_draft_settled();
"""
PROPOSED = models.Q(state__in=["proposed", "approved", "published"])
APPROVED = models.Q(state__in=["approved", "published"])
USER = settings.AUTH_USER_MODEL


def exactly(when, *names):
    filled = models.Q(**{f"{name}__isnull": False for name in names})
    return when & filled | ~when & models.Q(**{f"{name}__isnull": True for name in names})


def person(null=False):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=USER
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_codes"),
        ("catalogue", "0005_process_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(model_name="service", name="withdrawn_by", field=person(null=True)),
        migrations.AddField(
            model_name="service",
            name="withdrawn_reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="serviceversion",
            name="files",
            field=models.JSONField(default=dict),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~models.Q(withdrawn_reason=""),
                name="service_withdrawn_whole",
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.organisation"
                    ),
                ),
                ("slug", models.SlugField()),
                ("title", models.TextField(default="")),
                ("files", models.JSONField(default=dict)),
                ("readings", models.JSONField(default=dict)),
                ("source", models.TextField(blank=True, default="")),
                ("source_key", models.UUIDField(db_index=True, null=True)),
                (
                    "base",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="catalogue.serviceversion",
                    ),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("draft", "پیش\u200cنویس"),
                            ("proposed", "در انتظار تأیید"),
                            ("approved", "تأیید شده"),
                            ("published", "منتشر شده"),
                            ("discarded", "کنار گذاشته شده"),
                        ],
                        default="draft",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("author", person()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_by", person()),
                ("changed_at", models.DateTimeField()),
                ("sent_back_reason", models.TextField(blank=True, default="")),
                ("proposed_by", person(null=True)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("approved_by", person(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("effective_on", models.DateField(null=True)),
                (
                    "version",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="catalogue.serviceversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(state="approved"),
                        fields=["effective_on"],
                        name="draft_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(state__in=["draft", "proposed", "approved"]),
                        fields=("slug",),
                        name="draft_one_open_of_a_slug",
                    ),
                    models.CheckConstraint(
                        condition=exactly(PROPOSED, "proposed_by", "proposed_at"),
                        name="draft_proposed_with_its_stamp",
                    ),
                    models.CheckConstraint(
                        condition=exactly(APPROVED, "approved_by", "approved_at", "effective_on"),
                        name="draft_approved_with_its_stamp",
                    ),
                    models.CheckConstraint(
                        condition=exactly(models.Q(state="published"), "version"),
                        name="draft_published_with_its_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            state__in=["draft", "proposed", "approved", "published", "discarded"]
                        ),
                        name="draft_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(approved_by__isnull=True)
                        | ~models.Q(approved_by=models.F("proposed_by"))
                        & ~models.Q(approved_by=models.F("changed_by")),
                        name="draft_approved_by_another",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
