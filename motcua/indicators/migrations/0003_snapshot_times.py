from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_targets")]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="taken_at",
            field=models.DateTimeField(default=datetime(1970, 1, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
        migrations.AddField(model_name="snapshot", name="asked_at", field=models.DateTimeField(null=True)),
    ]
