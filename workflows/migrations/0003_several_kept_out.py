from django.conf import settings
from django.db import migrations, models

OPEN_DRAFT = {"task__flow_task__endswith": ".draft_plan", "done_at": None, "perm": "schools.draft_plan"}


def keep_who_was_kept_out(apps, schema_editor):
    """Whoever a card kept out is kept out by it still."""
    for card in apps.get_model("workflows", "TaskCard").objects.exclude(kept_out=None).iterator():
        card.not_for.add(card.kept_out_id)


def open_single_plans_to_heads(apps, schema_editor):
    """A single plan that is being written is the head's task as well."""
    cards = apps.get_model("workflows", "TaskCard").objects.filter(
        **OPEN_DRAFT, task__process__caseworkprocess__plan_version__plan__kind="single"
    )
    cards.update(perm="schools.write_single_plan")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("workflows", "0002_plans_and_support"),
        ("concern_cases", "0004_statements"),
        ("schools", "0004_write_single_plan"),
    ]

    operations = [
        migrations.RenameField("taskcard", "not_for", "kept_out"),
        migrations.AddField(
            model_name="taskcard",
            name="not_for",
            field=models.ManyToManyField(
                blank=True,
                help_text="Separation of duties: who may not take this step.",
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(keep_who_was_kept_out, migrations.RunPython.noop),
        migrations.RunPython(open_single_plans_to_heads, migrations.RunPython.noop),
        migrations.RemoveField("taskcard", "kept_out"),
    ]
