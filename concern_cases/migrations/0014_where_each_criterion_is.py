"""Where an objective was, by its judgement, is where its first criterion was; the histories say the same.

A reading has the primary key of its judgement, so that the history of both can be read side by side. It is of
the first criterion of the version that was in force on the day of the judgement. Where no version had a
criterion, it has a key of its own, and what was said is not lost.
"""

from collections import defaultdict
from uuid import uuid4

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.models import Max

KEPT = ("history_date", "history_change_reason", "history_type", "history_user_id")
BATCH = 500


def carry_over(apps, schema_editor):
    rating, rating_kept = models_of(apps, "ObjectiveRating")
    reading, reading_kept = models_of(apps, "CriterionReading")
    first, keys, alone = first_criteria(apps), {}, defaultdict(uuid4)

    def facts(row):
        versions = first.get(row.objective_id)
        key = criterion_on(versions, row.on) if versions else alone[row.objective_id]
        key = keys.setdefault(row.id, key)
        return {"id": row.id, "rating_id": row.id, "criterion": key, "now": row.now, "met": ""}

    rows = [reading(**facts(row)) for row in rating.objects.exclude(now="").iterator()]
    carry_history(rating_kept, reading_kept, facts)
    reading.objects.bulk_create(rows, batch_size=BATCH)
    go_on_after(reading, reading_kept, schema_editor)


def models_of(apps, name):
    return apps.get_model("concern_cases", name), apps.get_model("concern_cases", f"Historical{name}")


def first_criteria(apps):
    """By objective: the first criterion of each version, with the day since which it was in force."""
    found = {}
    rows = apps.get_model("concern_cases", "SuccessCriterion").objects.order_by(
        "text__version__number", "text_id", "order", "pk"
    )
    said = set()
    for text, objective, since, key in rows.values_list(
        "text_id", "text__objective_id", "text__version__in_force_on", "key"
    ).iterator():
        if text not in said:
            said.add(text)
            found.setdefault(objective, []).append((since, key))
    return found


def criterion_on(versions, day):
    """The one that led on that day; of a day before all versions in force, that of the first version."""
    then = [key for since, key in versions if since and since <= day]
    return then[-1] if then else versions[0][1]


def carry_history(kept, into, facts):
    """What was said and when, without the days on which something else of the judgement was changed."""
    before, made = {}, []
    for row in kept.objects.order_by("history_date", "history_id").iterator():
        says = facts(row) if row.now and row.history_type != "-" else None
        was = before.get(row.id)
        if says == was:
            continue
        about = {name: getattr(row, name) for name in KEPT}
        about["history_type"] = "+" if was is None else "-" if says is None else "~"
        made.append(into(**(says or was), **about))
        before[row.id] = says
    into.objects.bulk_create(made, batch_size=BATCH)


def go_on_after(reading, kept, schema_editor):
    """The next row gets a primary key that none ever had; what was put in is checked before tables change."""
    if schema_editor.connection.vendor != "postgresql":
        return
    last = kept.objects.aggregate(last=Max("id"))["last"]
    with schema_editor.connection.cursor() as cursor:
        if last:
            table = reading._meta.db_table
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("concern_cases", "0013_links_and_visitors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalCriterionReading',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('criterion', models.UUIDField(db_index=True)),
                ('now', models.CharField(blank=True, help_text='Where it is: “45 % (9 of 20)”.', max_length=150)),
                ('met', models.CharField(blank=True, choices=[('', 'Not said'), ('met', 'Met'), ('not_yet', 'Not met yet'), ('unknown', 'Cannot be said yet')], max_length=7)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rating', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='concern_cases.objectiverating')),
            ],
            options={
                'verbose_name': 'historical criterion reading',
                'verbose_name_plural': 'historical criterion readings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='CriterionReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.UUIDField(db_index=True)),
                ('now', models.CharField(blank=True, help_text='Where it is: “45 % (9 of 20)”.', max_length=150)),
                ('met', models.CharField(blank=True, choices=[('', 'Not said'), ('met', 'Met'), ('not_yet', 'Not met yet'), ('unknown', 'Cannot be said yet')], max_length=7)),
                ('rating', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='concern_cases.objectiverating')),
            ],
            options={
                'ordering': ['rating', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('rating', 'criterion'), name='one_reading_of_a_criterion_per_judgement'), models.CheckConstraint(condition=models.Q(models.Q(('now', ''), _negated=True), models.Q(('met', ''), _negated=True), _connector='OR'), name='a_reading_says_something')],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='historicalobjectiverating',
            name='now',
        ),
        migrations.RemoveField(
            model_name='objectiverating',
            name='now',
        ),
    ]
