# One step for the state that the migrations it replaces led to in many: docs/adr/0017.

import django.core.serializers.json
import django.db.models.deletion
import record.at_once
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0002_posts_shares_and_grants'), ('people', '0003_second_person')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('people', '0001_user'),
        ('schools', '0001_squashed_0004_write_single_plan'),
    ]

    operations = [
        record.at_once.CreateModels(
            models=[
                migrations.CreateModel(
                    name='AccessEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('chain', models.CharField(max_length=80)),
                        ('position', models.PositiveBigIntegerField()),
                        ('at', models.DateTimeField()),
                        ('body', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ('previous_hash', models.CharField(blank=True, max_length=64)),
                        ('hash', models.CharField(max_length=64)),
                        ('kind', models.CharField(max_length=60)),
                        ('urn', models.CharField(blank=True, max_length=6)),
                        ('actor_id', models.BigIntegerField(null=True)),
                        ('actor_name', models.CharField(blank=True, max_length=150)),
                        ('subject_id', models.BigIntegerField(null=True)),
                        ('subject_name', models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        'ordering': ['chain', 'position'],
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('chain', 'position'), name='accessevent_one_row_per_place')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalAddressChange',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('email', models.EmailField(max_length=254)),
                        ('asked_at', models.DateTimeField()),
                        ('outcome', models.CharField(choices=[('waiting', 'Waits to be confirmed'), ('confirmed', 'Confirmed'), ('refused', 'Refused'), ('dropped', 'Overtaken by another change')], default='waiting', max_length=20)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('why', models.TextField(blank=True)),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('asked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical address change',
                        'verbose_name_plural': 'historical address changes',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='AddressChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.EmailField(max_length=254)),
                        ('asked_at', models.DateTimeField()),
                        ('outcome', models.CharField(choices=[('waiting', 'Waits to be confirmed'), ('confirmed', 'Confirmed'), ('refused', 'Refused'), ('dropped', 'Overtaken by another change')], default='waiting', max_length=20)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('why', models.TextField(blank=True)),
                        ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='address_changes', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['asked_at', 'pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', 'waiting')), fields=('user',), name='one_address_waits_for_each_person'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('outcome', 'waiting')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('outcome__in', ['confirmed', 'refused'])), models.Q(('decided_at__isnull', False), ('outcome', 'dropped')), _connector='OR'), name='who_decides_about_an_address_and_when_follow_the_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'confirmed'), _negated=True), ('asked_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='who_asks_for_an_address_does_not_confirm_it')],
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='auth.group')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'group', 'since'), name='one_membership_per_start')],
                    },
                ),
                migrations.CreateModel(
                    name='SchoolGroupGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_grants', to='schools.school')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ],
                    options={
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('group', 'permission', 'content_object', 'since'), name='one_school_group_grant_per_start')],
                    },
                ),
                migrations.CreateModel(
                    name='SchoolUserGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='user_grants', to='schools.school')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('user', 'permission', 'content_object', 'since'), name='one_school_user_grant_per_start')],
                    },
                ),
                migrations.CreateModel(
                    name='LaGroupGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_grants', to='schools.localauthority')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ],
                    options={
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('group', 'permission', 'content_object', 'since'), name='one_la_group_grant_per_start')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalPost',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('role', models.CharField(choices=[('director', 'Director of Children’s Services'), ('head_of_improvement', 'Head of School Improvement'), ('senior_adviser', 'Senior Adviser'), ('sip', 'School Improvement Partner'), ('legal_adviser', 'Legal adviser'), ('consultant', 'LA consultant'), ('clerk', 'Clerk'), ('strategy_member', 'Strategy-group member'), ('panel_member', 'Members Panel member'), ('auditor', 'Auditor'), ('information_officer', 'Information officer'), ('diocesan_officer', 'Diocesan officer'), ('aht', 'Advisory Headteacher'), ('nle', 'National Leader of Education'), ('consultant_governor', 'Consultant governor'), ('headteacher', 'Headteacher'), ('slt_member', 'Senior leadership team member'), ('chair', 'Chair of governors'), ('vice_chair', 'Vice-chair of governors'), ('governor', 'Governor'), ('governors_clerk', 'Clerk to governors'), ('administrator', 'Administrator')], max_length=40)),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, help_text='The last day in post.', null=True)),
                        ('ended_why', models.TextField(blank=True)),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('diocese', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='schools.diocese')),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('la', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='schools.localauthority')),
                        ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('appointed_at', models.DateTimeField(blank=True, null=True)),
                        ('appointed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                        ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('needs_confirming', models.BooleanField(default=False, help_text='Held only once a second person agrees.')),
                    ],
                    options={
                        'verbose_name': 'historical post',
                        'verbose_name_plural': 'historical posts',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='PostSchool',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='post_schools', to='people.post')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='post_schools', to='schools.school')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('post', 'school'), name='a_post_names_a_school_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('director', 'Director of Children’s Services'), ('head_of_improvement', 'Head of School Improvement'), ('senior_adviser', 'Senior Adviser'), ('sip', 'School Improvement Partner'), ('legal_adviser', 'Legal adviser'), ('consultant', 'LA consultant'), ('clerk', 'Clerk'), ('strategy_member', 'Strategy-group member'), ('panel_member', 'Members Panel member'), ('auditor', 'Auditor'), ('information_officer', 'Information officer'), ('diocesan_officer', 'Diocesan officer'), ('aht', 'Advisory Headteacher'), ('nle', 'National Leader of Education'), ('consultant_governor', 'Consultant governor'), ('headteacher', 'Headteacher'), ('slt_member', 'Senior leadership team member'), ('chair', 'Chair of governors'), ('vice_chair', 'Vice-chair of governors'), ('governor', 'Governor'), ('governors_clerk', 'Clerk to governors'), ('administrator', 'Administrator')], max_length=40)),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, help_text='The last day in post.', null=True)),
                        ('ended_why', models.TextField(blank=True)),
                        ('diocese', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='schools.diocese')),
                        ('la', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='schools.localauthority')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL)),
                        ('schools', models.ManyToManyField(related_name='posts', through='people.PostSchool', to='schools.school')),
                        ('appointed_at', models.DateTimeField(blank=True, null=True)),
                        ('appointed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('needs_confirming', models.BooleanField(default=False, help_text='Held only once a second person agrees.')),
                    ],
                    options={
                        'ordering': ['user__name', 'since'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), ('ended_why__gt', ''), _connector='OR'), name='a_post_ends_after_it_begins_or_was_a_mistake'), models.CheckConstraint(condition=models.Q(('la', None), ('diocese', None), _connector='OR'), name='a_post_belongs_to_one_kind_of_body'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('needs_confirming', True)), _connector='OR'), name='who_confirms_a_post_and_when_go_together'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), ('appointed_by', None), models.Q(('confirmed_by', models.F('appointed_by')), _negated=True), _connector='OR'), name='who_appoints_does_not_confirm'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('user')), _negated=True), _connector='OR'), name='nobody_confirms_their_own_post')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalShare',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('perms', models.JSONField(default=list, help_text='Permission names beyond reading; empty: reading only.')),
                        ('circle', models.CharField(choices=[('la', 'LA only'), ('la_and_diocese', 'LA and diocese'), ('school', 'Shared with the school'), ('named', 'Only the people named')], default='la_and_diocese', max_length=20)),
                        ('why', models.TextField()),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('ended_why', models.TextField(blank=True)),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('agreed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('diocese', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='schools.diocese')),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('school', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='schools.school')),
                        ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical share',
                        'verbose_name_plural': 'historical shares',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='Share',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('perms', models.JSONField(default=list, help_text='Permission names beyond reading; empty: reading only.')),
                        ('circle', models.CharField(choices=[('la', 'LA only'), ('la_and_diocese', 'LA and diocese'), ('school', 'Shared with the school'), ('named', 'Only the people named')], default='la_and_diocese', max_length=20)),
                        ('why', models.TextField()),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('ended_why', models.TextField(blank=True)),
                        ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares_agreed', to=settings.AUTH_USER_MODEL)),
                        ('diocese', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='schools.diocese')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='schools.school')),
                        ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-since', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('diocese__isnull', False), ('user', None)), models.Q(('diocese', None), ('user__isnull', False)), _connector='OR'), name='a_share_is_with_a_diocese_or_a_person'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), ('ended_why__gt', ''), _connector='OR'), name='a_share_ends_no_earlier_than_the_day_before_it_begins'), models.UniqueConstraint(condition=models.Q(('diocese__isnull', False), ('until', None)), fields=('school', 'diocese'), name='one_open_ended_share_per_school_and_diocese')],
                    },
                ),
            ],
        ),
    ]
