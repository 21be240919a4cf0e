"""An objective has success criteria in a table of their own, a template's objective as well, and first steps."""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from record.at_once import CreateModels


class Migration(migrations.Migration):

    dependencies = [
        ('concern_cases', '0007_statements_as_the_act_names_them'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='SuccessCriterion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                        ('order', models.PositiveSmallIntegerField(default=1)),
                        ('what', models.CharField(help_text='What is measured.', max_length=300)),
                        ('baseline', models.CharField(blank=True, help_text='From: where it begins.', max_length=300)),
                        ('target', models.CharField(blank=True, help_text='To: where it must be.', max_length=300)),
                        ('by', models.DateField(blank=True, help_text='Empty: by the day of its objective.', null=True)),
                        ('source', models.CharField(blank=True, help_text='What it is seen from.', max_length=300)),
                        ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='concern_cases.objectivetext')),
                    ],
                    options={
                        'verbose_name_plural': 'success criteria',
                        'ordering': ['order', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('text', 'key'), name='one_wording_of_a_criterion_per_version')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalSuccessCriterion',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                        ('order', models.PositiveSmallIntegerField(default=1)),
                        ('what', models.CharField(help_text='What is measured.', max_length=300)),
                        ('baseline', models.CharField(blank=True, help_text='From: where it begins.', max_length=300)),
                        ('target', models.CharField(blank=True, help_text='To: where it must be.', max_length=300)),
                        ('by', models.DateField(blank=True, help_text='Empty: by the day of its objective.', null=True)),
                        ('source', models.CharField(blank=True, help_text='What it is seen from.', max_length=300)),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('text', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='concern_cases.objectivetext')),
                    ],
                    options={
                        'verbose_name': 'historical success criterion',
                        'verbose_name_plural': 'historical success criteria',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='TemplateCriterion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('order', models.PositiveSmallIntegerField(default=1)),
                        ('what', models.CharField(max_length=300)),
                        ('target', models.CharField(blank=True, max_length=300)),
                        ('source', models.CharField(blank=True, max_length=300)),
                        ('months', models.PositiveSmallIntegerField(blank=True, help_text='Months until it is met; empty: with its objective.', null=True)),
                        ('objective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='concern_cases.templateobjective')),
                    ],
                    options={
                        'verbose_name_plural': 'template criteria',
                        'ordering': ['order', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalTemplateCriterion',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('order', models.PositiveSmallIntegerField(default=1)),
                        ('what', models.CharField(max_length=300)),
                        ('target', models.CharField(blank=True, max_length=300)),
                        ('source', models.CharField(blank=True, max_length=300)),
                        ('months', models.PositiveSmallIntegerField(blank=True, help_text='Months until it is met; empty: with its objective.', null=True)),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('objective', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='concern_cases.templateobjective')),
                    ],
                    options={
                        'verbose_name': 'historical template criterion',
                        'verbose_name_plural': 'historical template criteria',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='TemplateStep',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('action', 'Action'), ('milestone', 'Milestone')], max_length=9)),
                        ('what', models.CharField(max_length=300)),
                        ('who', models.CharField(blank=True, max_length=150)),
                        ('months', models.PositiveSmallIntegerField()),
                        ('resources', models.CharField(blank=True, help_text='Of an action alone.', max_length=300)),
                        ('objective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='concern_cases.templateobjective')),
                    ],
                    options={
                        'ordering': ['months', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'action'), ('resources', ''), _connector='OR'), name='a_first_milestone_needs_nothing')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalTemplateStep',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('action', 'Action'), ('milestone', 'Milestone')], max_length=9)),
                        ('what', models.CharField(max_length=300)),
                        ('who', models.CharField(blank=True, max_length=150)),
                        ('months', models.PositiveSmallIntegerField()),
                        ('resources', models.CharField(blank=True, help_text='Of an action alone.', max_length=300)),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('objective', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='concern_cases.templateobjective')),
                    ],
                    options={
                        'verbose_name': 'historical template step',
                        'verbose_name_plural': 'historical template steps',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ],
        ),
    ]
