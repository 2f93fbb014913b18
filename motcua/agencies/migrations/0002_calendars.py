"""Calendar days become records that are never changed; weeks are recorded beside them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

TO_HOURS = """
UPDATE agencies_calendarday
SET hours = CASE WHEN works THEN '[["07:00", "11:30"], ["13:30", "17:00"]]'::jsonb ELSE '[]'::jsonb END;
"""

TO_WORKS = "UPDATE agencies_calendarday SET works = COALESCE(jsonb_array_length(hours) > 0, TRUE);"

GUARD = """
CREATE FUNCTION agencies_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was recorded of a calendar stays: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER agencies_calendarday_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agencies_calendarday
    FOR EACH STATEMENT EXECUTE FUNCTION agencies_append_only();
CREATE TRIGGER agencies_workweek_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agencies_workweek
    FOR EACH STATEMENT EXECUTE FUNCTION agencies_append_only();
"""

RELEASE = """
DROP TRIGGER agencies_workweek_append_only ON agencies_workweek;
DROP TRIGGER agencies_calendarday_append_only ON agencies_calendarday;
DROP FUNCTION agencies_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="WorkWeek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pattern", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("hours", models.JSONField(blank=True, null=True)),
                ("source", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=80)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_weeks",
                        to="agencies.agency",
                    ),
                ),
            ],
            options={"verbose_name": "tuần làm việc", "verbose_name_plural": "tuần làm việc"},
        ),
        migrations.AddField(
            model_name="calendarday",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calendar_days",
                to="agencies.agency",
            ),
        ),
        migrations.AddField(
            model_name="calendarday", name="hours", field=models.JSONField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="calendarday", name="public", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="calendarday",
            name="recorded_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="calendarday",
            name="recorded_by",
            field=models.CharField(default="system:migration", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="calendarday", name="stands_for", field=models.DateField(blank=True, null=True)
        ),
        # Going back, `works` returns empty and is filled: it was never null, so it is altered last.
        migrations.AlterField(
            model_name="calendarday", name="works", field=models.BooleanField(null=True)
        ),
        migrations.RunSQL(TO_HOURS, TO_WORKS),
        migrations.RemoveField(model_name="calendarday", name="works"),
        migrations.AlterField(model_name="calendarday", name="day", field=models.DateField()),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__isnull", True), ("stands_for__isnull", True), _connector="OR"),
                name="calendar_day_one_meaning",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(("public", False), ("agency__isnull", True), _connector="OR"),
                name="calendar_day_public",
            ),
        ),
        migrations.RunSQL(GUARD, RELEASE),
    ]
