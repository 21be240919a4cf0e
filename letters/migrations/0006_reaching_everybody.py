from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0005_letterheads_and_signatures'),
    ]

    operations = [
        migrations.RenameModel('ExtensionNotice', 'PaperNotice'),
        migrations.RenameModel('HistoricalExtensionNotice', 'HistoricalPaperNotice'),
        migrations.AlterModelOptions(
            name='historicalpapernotice',
            options={'get_latest_by': ('history_date', 'history_id'), 'ordering': ('-history_date', '-history_id'), 'verbose_name': 'historical paper notice', 'verbose_name_plural': 'historical paper notices'},
        ),
        migrations.RemoveConstraint(
            model_name='papernotice',
            name='one_extension_notice_per_recipient',
        ),
        migrations.AddField(
            model_name='historicalletter',
            name='held_back_why',
            field=models.TextField(blank=True, help_text='Of a letter that is authorised with others: why it was not, the last time.'),
        ),
        migrations.AddField(
            model_name='historicalletter',
            name='history_left_out',
            field=models.JSONField(blank=True, default=list, help_text='What was agreed, given or written before that it does not tell, as action-12, letter-5.'),
        ),
        migrations.AddField(
            model_name='historicalletter',
            name='history_sha256',
            field=models.CharField(blank=True, help_text='Of what it told of before when it was authorised.', max_length=64),
        ),
        migrations.AddField(
            model_name='historicalpapernotice',
            name='about',
            field=models.CharField(choices=[('more_time', 'That there is more time'), ('outcome', 'What follows from the letter'), ('reminder', 'That an answer is still awaited')], default='more_time', max_length=10),
        ),
        migrations.AddField(
            model_name='historicalpapernotice',
            name='made_from',
            field=models.JSONField(default=dict, help_text='The facts that it says, as they were.'),
        ),
        migrations.AddField(
            model_name='historicalpapernotice',
            name='pdf',
            field=models.TextField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='historicalpapernotice',
            name='sha256',
            field=models.CharField(blank=True, help_text='Empty until the worker made the file.', max_length=64),
        ),
        migrations.AddField(
            model_name='letter',
            name='held_back_why',
            field=models.TextField(blank=True, help_text='Of a letter that is authorised with others: why it was not, the last time.'),
        ),
        migrations.AddField(
            model_name='letter',
            name='history_left_out',
            field=models.JSONField(blank=True, default=list, help_text='What was agreed, given or written before that it does not tell, as action-12, letter-5.'),
        ),
        migrations.AddField(
            model_name='letter',
            name='history_sha256',
            field=models.CharField(blank=True, help_text='Of what it told of before when it was authorised.', max_length=64),
        ),
        migrations.AddField(
            model_name='papernotice',
            name='about',
            field=models.CharField(choices=[('more_time', 'That there is more time'), ('outcome', 'What follows from the letter'), ('reminder', 'That an answer is still awaited')], default='more_time', max_length=10),
        ),
        migrations.AddField(
            model_name='papernotice',
            name='made_from',
            field=models.JSONField(default=dict, help_text='The facts that it says, as they were.'),
        ),
        migrations.AddField(
            model_name='papernotice',
            name='pdf',
            field=models.FileField(blank=True, max_length=200, upload_to='letters/%Y/'),
        ),
        migrations.AddField(
            model_name='papernotice',
            name='sha256',
            field=models.CharField(blank=True, help_text='Empty until the worker made the file.', max_length=64),
        ),
        migrations.AddConstraint(
            model_name='papernotice',
            constraint=models.UniqueConstraint(fields=('clock', 'recipient', 'about'), name='one_paper_notice_of_a_kind_per_recipient'),
        ),
        migrations.AddField(
            model_name='historicalservice',
            name='receipt_file',
            field=models.TextField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='historicalservice',
            name='receipt_from',
            field=models.CharField(blank=True, help_text='Who signed it, by name.', max_length=150),
        ),
        migrations.AddField(
            model_name='historicalservice',
            name='receipt_name',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='historicalservice',
            name='receipt_on',
            field=models.DateField(blank=True, help_text='The day of one on paper.', null=True),
        ),
        migrations.AddField(
            model_name='historicalservice',
            name='receipt_sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='historicalservice',
            name='receipt_type',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='service',
            name='receipt_file',
            field=models.FileField(blank=True, max_length=200, upload_to='letters/proof/%Y/'),
        ),
        migrations.AddField(
            model_name='service',
            name='receipt_from',
            field=models.CharField(blank=True, help_text='Who signed it, by name.', max_length=150),
        ),
        migrations.AddField(
            model_name='service',
            name='receipt_name',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='service',
            name='receipt_on',
            field=models.DateField(blank=True, help_text='The day of one on paper.', null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='receipt_sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='service',
            name='receipt_type',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('receipt_from', ''), ('receipt_on', None)), models.Q(('receipt_on__isnull', False), models.Q(('receipt_from', ''), _negated=True)), _connector='OR'), name='an_acknowledgement_on_paper_has_a_day_and_a_name'),
        ),
    ]
