"""A review that was held says which version it judged: the one in force on its day, as was computed so far.

Its history stays as it was: nobody asks it for the version.
"""

import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    version = apps.get_model("concern_cases", "PlanVersion")
    in_force = {}
    for row in version.objects.filter(in_force_on__isnull=False).order_by("number"):
        in_force.setdefault(row.plan_id, []).append(row)
    rows = []
    for row in apps.get_model("concern_cases", "Review").objects.filter(held_on__isnull=False):
        versions = in_force.get(row.plan_id, [])
        then = [each for each in versions if each.in_force_on <= row.held_on] or versions[:1]
        row.version_id = then[-1].pk if then else None
        rows.append(row)
    apps.get_model("concern_cases", "Review").objects.bulk_update(rows, ["version"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("concern_cases", "0014_where_each_criterion_is"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="version",
            field=models.ForeignKey(blank=True, help_text="In force when the review was held: it judges the objectives of this one.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="concern_cases.planversion"),
        ),
        migrations.AddField(
            model_name="historicalreview",
            name="version",
            field=models.ForeignKey(blank=True, db_constraint=False, help_text="In force when the review was held: it judges the objectives of this one.", null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="concern_cases.planversion"),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
