# One step for the state that the migrations it replaces led to in many: docs/adr/0017.

import django.db.models.deletion
import record.at_once
import record.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('workflows', '0001_initial'), ('workflows', '0002_plans_and_support'), ('workflows', '0003_several_kept_out'), ('workflows', '0004_strategy_meetings')]

    initial = True

    dependencies = [
        ('concern_cases', '0001_squashed_0006_attendance_as_evidence'),
        ('letters', '0001_squashed_0005_letterheads_and_signatures'),
        ('meetings', '0001_squashed_0013_panel_and_criteria'),
        ('schools', '0001_squashed_0004_write_single_plan'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        record.at_once.CreateModels(
            models=[
                migrations.CreateModel(
                    name='CaseworkProcess',
                    fields=[
                        ('process_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='viewflow.process')),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='concern_cases.concerncase')),
                        ('la', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.localauthority')),
                        ('letter', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='process', to='letters.letter')),
                        ('meeting', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='process', to='meetings.meeting')),
                        ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                        ('plan_version', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='process', to='concern_cases.planversion')),
                        ('review', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='process', to='concern_cases.review')),
                    ],
                    options={
                        'verbose_name_plural': 'casework processes',
                        'constraints': [models.CheckConstraint(condition=models.Q(('pk__in', []), models.Q(('letter__isnull', True), ('meeting__isnull', False), ('plan_version__isnull', True), ('review__isnull', True)), models.Q(('letter__isnull', False), ('meeting__isnull', True), ('plan_version__isnull', True), ('review__isnull', True)), models.Q(('letter__isnull', True), ('meeting__isnull', True), ('plan_version__isnull', False), ('review__isnull', True)), models.Q(('letter__isnull', True), ('meeting__isnull', True), ('plan_version__isnull', True), ('review__isnull', False)), _connector='OR'), name='a_process_is_about_exactly_one_thing')],
                    },
                    bases=('viewflow.process', models.Model),
                ),
                migrations.CreateModel(
                    name='CaseConferenceProcess',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'case conference',
                        'proxy': True,
                    },
                    bases=('workflows.caseworkprocess',),
                ),
                migrations.CreateModel(
                    name='StrategyMeetingProcess',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'strategy meeting',
                        'proxy': True,
                    },
                    bases=('workflows.caseworkprocess',),
                ),
                migrations.CreateModel(
                    name='WarningLetterProcess',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'warning letter',
                        'proxy': True,
                    },
                    bases=('workflows.caseworkprocess',),
                ),
                migrations.CreateModel(
                    name='SupportPlanProcess',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'support plan',
                        'proxy': True,
                    },
                    bases=('workflows.caseworkprocess',),
                ),
                migrations.CreateModel(
                    name='ReviewProcess',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'review',
                        'proxy': True,
                    },
                    bases=('workflows.caseworkprocess',),
                ),
                migrations.CreateModel(
                    name='CaseworkTask',
                    fields=[
                    ],
                    options={
                        'proxy': True,
                    },
                    bases=('viewflow.task', models.Model),
                ),
                migrations.CreateModel(
                    name='TaskCard',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=200)),
                        ('perm', models.CharField(max_length=40)),
                        ('created_at', models.DateTimeField()),
                        ('due_on', models.DateField()),
                        ('rule', models.CharField(blank=True, max_length=20)),
                        ('counted', models.JSONField(default=list)),
                        ('chased_at', models.DateTimeField(blank=True, null=True)),
                        ('escalated_at', models.DateTimeField(blank=True, null=True)),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='task_cards', to='concern_cases.concerncase')),
                        ('la', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.localauthority')),
                        ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                        ('task', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='card', to='viewflow.task')),
                        ('not_for', models.ManyToManyField(blank=True, help_text='Separation of duties: who may not take this step.', related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['due_on', 'pk'],
                        'indexes': [models.Index(fields=['done_at', 'due_on'], name='workflows_t_done_at_390946_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Trigger',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=200, unique=True)),
                        ('cause', models.CharField(help_text='What it follows from, in words.', max_length=200)),
                        ('wanted', models.CharField(max_length=60)),
                        ('payload', models.JSONField(default=dict)),
                        ('created_at', models.DateTimeField(default=record.clock.now)),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('not_before', models.DateTimeField(default=record.clock.now)),
                        ('error', models.TextField(blank=True, help_text='Why it could not begin, in words.')),
                        ('from_process', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='triggers_given', to='workflows.caseworkprocess')),
                        ('process', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='started_by', to='workflows.caseworkprocess')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'indexes': [models.Index(fields=['done_at', 'not_before'], name='workflows_t_done_at_4a9550_idx')],
                    },
                ),
            ],
        ),
    ]
