from django.db import migrations

WRONG = 'Powers under sections 64 and 66 can be used only within two months'
RIGHT = 'Powers under sections 63, 64 and 66 can be used only within two months'


def say_section_63(apps, schema_editor):
    """A proposal's words say that section 63 has the two months, too (section 63(3) of the 2006 Act).

    Only where they still say what every copy began with: what people wrote themselves stays. A letter that
    was given keeps its file and what that was made from.
    """
    for kind in apps.get_model('letters', 'LetterKind').objects.filter(consequence__contains=WRONG):
        kind.consequence = kind.consequence.replace(WRONG, RIGHT)
        kind.save(update_fields=['consequence'])


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0008_files_of_earlier_notices'),
    ]

    operations = [
        migrations.RunPython(say_section_63, migrations.RunPython.noop),
    ]
