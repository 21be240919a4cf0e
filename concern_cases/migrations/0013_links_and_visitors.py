"""An action of the case that was one of a plan by its words is linked with it; evidence names who visited."""

from collections import defaultdict

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


NOW = ["in_force", "draft"]
BATCH = 500


def link_by_words(apps, schema_editor):
    """Every pair in the same words at the same school, open to the school: of what plans say now.

    An action that is over belongs to a step that is done: to no step that is still to be.
    """
    step, action = apps.get_model("concern_cases", "PlanAction"), apps.get_model("concern_cases", "Action")
    link = apps.get_model("concern_cases", "ActionInPlan")
    kept = apps.get_model("concern_cases", "HistoricalActionInPlan")
    said = defaultdict(set)
    steps = step.objects.filter(
        text__dropped=False, text__version__status__in=NOW, text__version__plan__closed_on=None
    )
    done = set(steps.filter(done_on__isnull=False).values_list("key", flat=True))
    for school, what, *known in steps.values_list(
        "text__version__plan__school", "what", "text__version__plan", "key"
    ).iterator():
        said[school, what].add(tuple(known))
    actions = action.objects.filter(circle="school", school__in={school for school, _ in said})
    rows = [
        link(action_id=pk, plan_id=plan, key=key)
        for pk, school, what, status in actions.order_by("pk")
        .values_list("pk", "school", "what", "status")
        .iterator()
        for plan, key in sorted(said.get((school, what), ()))
        if status == "open" or key in done
    ]
    link.objects.bulk_create(rows, batch_size=BATCH)
    now = timezone.now()
    made = link.objects.values("id", "action_id", "plan_id", "key").order_by("id")
    why = "Said the same words."
    kept.objects.bulk_create(
        [kept(**row, history_date=now, history_type="+", history_change_reason=why) for row in made],
        batch_size=BATCH,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('concern_cases', '0012_why_an_objective_moved'),
        ('people', '0002_squashed_0003_second_person'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalActionInPlan',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('key', models.UUIDField(db_index=True, help_text='Of the plan’s action.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('action', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='concern_cases.action')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='concern_cases.plan')),
            ],
            options={
                'verbose_name': 'historical action in plan',
                'verbose_name_plural': 'historical actions in plans',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ActionInPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(db_index=True, help_text='Of the plan’s action.')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_plans', to='concern_cases.action')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions_of_case', to='concern_cases.plan')),
            ],
            options={
                'verbose_name_plural': 'actions in plans',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('action', 'plan', 'key'), name='an_action_is_linked_once')],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='visitor',
            field=models.ForeignKey(blank=True, help_text='In which post at the school somebody visited it; empty: nobody of those, or not said.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post'),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='visitor',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='In which post at the school somebody visited it; empty: nobody of those, or not said.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.post'),
        ),
        migrations.RunPython(link_by_words, migrations.RunPython.noop),
    ]
