"""What an objective's criteria say stands with them alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concern_cases', '0009_criteria_of_their_own'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='historicalobjectivetext',
            name='criterion',
        ),
        migrations.RemoveField(
            model_name='historicalobjectivetext',
            name='source',
        ),
        migrations.RemoveField(
            model_name='historicalobjectivetext',
            name='target',
        ),
        migrations.RemoveField(
            model_name='historicaltemplateobjective',
            name='criterion',
        ),
        migrations.RemoveField(
            model_name='historicaltemplateobjective',
            name='source',
        ),
        migrations.RemoveField(
            model_name='historicaltemplateobjective',
            name='target',
        ),
        migrations.RemoveField(
            model_name='objectivetext',
            name='criterion',
        ),
        migrations.RemoveField(
            model_name='objectivetext',
            name='source',
        ),
        migrations.RemoveField(
            model_name='objectivetext',
            name='target',
        ),
        migrations.RemoveField(
            model_name='templateobjective',
            name='criterion',
        ),
        migrations.RemoveField(
            model_name='templateobjective',
            name='source',
        ),
        migrations.RemoveField(
            model_name='templateobjective',
            name='target',
        ),
        migrations.AlterField(
            model_name='historicalobjectivetext',
            name='baseline',
            field=models.CharField(blank=True, help_text='Where the school begins, in words.', max_length=300),
        ),
        migrations.AlterField(
            model_name='objectivetext',
            name='baseline',
            field=models.CharField(blank=True, help_text='Where the school begins, in words.', max_length=300),
        ),
    ]
