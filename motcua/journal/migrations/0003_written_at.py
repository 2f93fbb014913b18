"""When a row was written, by the database's own clock.

In two steps: a column that comes with a volatile default would be filled in for every old row, so the whole
table would be rewritten under a lock, and old rows would claim to be of today.
"""

from django.db import migrations, models

import motcua.journal.models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]

    operations = [
        migrations.AddField("entry", "written_at", models.DateTimeField(null=True, editable=False)),
        migrations.AlterField(
            "entry",
            "written_at",
            models.DateTimeField(
                null=True, editable=False, db_default=motcua.journal.models.ClockTimestamp()
            ),
        ),
    ]
