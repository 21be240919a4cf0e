"""The one criterion that each objective had stands in the table of criteria, with all that its history says.

All versions of an objective have the criterion under one key. Where the objective began is where the
criterion begins; the history of the text, which nobody can change, says it there too. A criterion has the primary key of its text, so that the history of texts which are there no
more becomes that of criteria which are there no more.
"""

from uuid import uuid4

from django.db import migrations
from django.db.models import Max, Q

SAID = ("criterion", "baseline", "target", "source")
KEPT = ("history_date", "history_change_reason", "history_type", "history_user_id")
BATCH = 500


def move(apps, schema_editor):
    move_criteria(apps)
    move_of_templates(apps)
    for name in ("SuccessCriterion", "TemplateCriterion"):
        go_on_after(apps.get_model("concern_cases", f"Historical{name}"), name, apps, schema_editor)


def move_criteria(apps):
    text, kept = models_of(apps, "ObjectiveText")
    criterion, criterion_kept = models_of(apps, "SuccessCriterion")
    keys = {}

    def facts(row):
        return {
            "id": row.id,
            "key": keys.setdefault(row.objective_id, uuid4()),
            "text_id": row.id,
            "order": 1,
            "what": row.criterion or "Not said",
            "baseline": row.baseline,
            "target": row.target,
            "by": None,
            "source": row.source,
        }

    carry_history(kept, criterion_kept, facts)
    rows = [row for row in text.objects.iterator() if says_something(row)]
    criterion.objects.bulk_create([criterion(**facts(row)) for row in rows], batch_size=BATCH)
    silent = Q(criterion="", target="", source="")
    text.objects.exclude(silent).exclude(baseline="").update(baseline="")


def move_of_templates(apps):
    objective, kept = models_of(apps, "TemplateObjective")
    criterion, criterion_kept = models_of(apps, "TemplateCriterion")

    def facts(row):
        said = {"what": row.criterion or "Not said", "target": row.target, "source": row.source}
        return {"id": row.id, "objective_id": row.id, "order": 1, "months": None, **said}

    carry_history(kept, criterion_kept, facts)
    rows = [row for row in objective.objects.iterator() if says_something(row)]
    criterion.objects.bulk_create([criterion(**facts(row)) for row in rows], batch_size=BATCH)


def models_of(apps, name):
    return apps.get_model("concern_cases", name), apps.get_model("concern_cases", f"Historical{name}")


def says_something(row):
    """Where an objective begins is no criterion by itself."""
    return bool(row.criterion or row.target or row.source)


def carry_history(kept, into, facts):
    """What was said of each criterion and when, without the days on which something else was changed."""
    before, made = {}, []
    for row in kept.objects.order_by("history_date", "history_id").iterator():
        says = facts(row) if says_something(row) and row.history_type != "-" else None
        was = before.get(row.id)
        if says == was:
            continue
        about = {name: getattr(row, name) for name in KEPT}
        about["history_type"] = "+" if was is None else "-" if says is None else "~"
        made.append(into(**(says or was), **about))
        before[row.id] = says
    into.objects.bulk_create(made, batch_size=BATCH)


def go_on_after(kept, name, apps, schema_editor):
    """The next row gets a primary key that none ever had."""
    last = kept.objects.aggregate(last=Max("id"))["last"]
    if last and schema_editor.connection.vendor == "postgresql":
        table = apps.get_model("concern_cases", name)._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])


class Migration(migrations.Migration):
    dependencies = [
        ("concern_cases", "0008_success_criteria"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
