from datetime import date

from django.db import migrations


def keep_what_is_on_record(apps, schema_editor):
    """The Secretary of State's notices that superseded ours before they were rows: they bar ours as well."""
    SecretaryNotice = apps.get_model('letters', 'SecretaryNotice')
    schools = set(apps.get_model('schools', 'School').objects.values_list('pk', flat=True))
    people = set(apps.get_model('people', 'User').objects.values_list('pk', flat=True))
    events = apps.get_model('concern_cases', 'CaseEvent').objects.filter(kind='letters.superseded_by_law')
    for event in events.order_by('pk'):
        if event.school_id not in schools:
            continue
        SecretaryNotice.objects.get_or_create(
            school_id=event.school_id,
            given_on=date.fromisoformat(event.body['on']),
            defaults={
                'where': event.body.get('why', ''),
                'recorded_by_id': event.actor_id if event.actor_id in people else None,
                'recorded_at': event.at,
            },
        )


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0010_secretary_of_states_notices'),
        ('concern_cases', '0001_squashed_0006_attendance_as_evidence'),
        ('people', '0002_squashed_0003_second_person'),
    ]

    operations = [
        migrations.RunPython(keep_what_is_on_record, migrations.RunPython.noop),
    ]
