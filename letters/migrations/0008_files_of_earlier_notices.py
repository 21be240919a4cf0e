from django.db import migrations

TOPIC = 'letters.notice'


def ask_for_files(apps, schema_editor):
    """A notice from before files were kept, and not yet sent, gets one: it is asked for as for any other."""
    PaperNotice = apps.get_model('letters', 'PaperNotice')
    Dispatch = apps.get_model('record', 'Dispatch')
    for pk in PaperNotice.objects.filter(sha256='', proof='').values_list('pk', flat=True):
        Dispatch.objects.get_or_create(
            key=f'{TOPIC}:{pk}', defaults={'topic': TOPIC, 'payload': {'notice': pk}}
        )


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0007_answers_added_to'),
        ('record', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(ask_for_files, migrations.RunPython.noop),
    ]
