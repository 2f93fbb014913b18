"""Publishing procedures: what was published stays, a change is the next version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import rfc8785
import yaml
from django.db import connection, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.catalogue import queries
from motcua.catalogue.models import Version
from motcua.catalogue.rules import reading, searching, vocabulary
from motcua.catalogue.rules.definition import Procedure
from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel import canonical
from motcua.kernel.errors import Invalid

PROCEDURES = vocabulary.DATA / "procedures"
_ONE_AT_A_TIME = 766_001  # of an advisory lock: two processes that start together load once


def load_files(
    *, by: Actor, at: datetime, directory: Path = PROCEDURES, check: reading.Check = reading.nothing_more
) -> tuple[Version, ...]:
    """Loads all procedure files of a directory, as `load` does; what is not YAML is a fault as well."""
    definitions = {}
    for path in sorted(directory.glob("*.yaml")):
        try:
            definitions[path.name] = vocabulary.load_file(path)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise _faulty({path.name: [" ".join(str(error).split())]}) from error
    return load(definitions=definitions, by=by, at=at, check=check)


@transaction.atomic
def load(
    *,
    definitions: Mapping[str, Any],
    by: Actor,
    at: datetime,
    check: reading.Check = reading.nothing_more,
) -> tuple[Version, ...]:
    """The versions that were new among these definitions; what is already there as it stands is left alone.

    Keys are names for messages, as of files. `check` finds what a higher slice would stumble over, such as
    a process that does not exist. Raises Invalid with the faults of all definitions, each under
    "name: path"; or where one changes a published version, or comes with a number or a day before the
    latest. Then none of them is loaded.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    stored: dict[str, dict[int, Version]] = {}
    for version in Version.objects.only("code", "number", "digest", "valid_from", "superseded_on"):
        stored.setdefault(version.code, {})[version.number] = version
    there = {version.digest for numbers in stored.values() for version in numbers.values()}
    accepted, faults = [], dict[str, Sequence[Any]]()
    for name, written in definitions.items():
        definition = reading.expand(written)
        # What is there was accepted before: no need to try all its conditions at each start.
        if isinstance(definition, dict) and _digest(definition) in there:
            continue
        try:
            accepted.append(reading.accept(definition, check))
        except Invalid as refusal:
            faults |= {f"{name}: {path}": what for path, what in refusal.fields.items()}
    if faults:
        raise _faulty(faults)
    made = []
    for definition, procedure in accepted:
        earlier = stored.setdefault(procedure.code, {})
        version = _publish(definition, procedure, earlier, by=by, at=at)
        earlier[version.number] = version
        made.append(version)
    queries.forget_versions()
    return tuple(made)


def _digest(definition: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON in hexadecimal; "" for what has none, which the schema refuses too."""
    try:
        return canonical.digest(canonical.encode(definition)).hex()
    except rfc8785.CanonicalizationError:
        return ""


def _faulty(faults: Mapping[str, Sequence[Any]]) -> Invalid:
    return Invalid(
        format_lazy(_("Danh mục thủ tục có {count} lỗi và không được nạp."), count=len(faults)),
        code="faulty-procedure",
        fields=faults,
    )


def _publish(
    definition: Mapping[str, Any],
    procedure: Procedure,
    earlier: Mapping[int, Version],
    *,
    by: Actor,
    at: datetime,
) -> Version:
    if procedure.number in earlier:
        raise Invalid(
            format_lazy(
                _(
                    "Phiên bản {number} của thủ tục {code} đã công bố, không sửa được. "
                    "Vui lòng tăng số phiên bản."
                ),
                number=procedure.number,
                code=procedure.code,
            ),
            code="published-version",
        )
    latest = earlier[max(earlier)] if earlier else None
    if latest:
        if procedure.number < latest.number or procedure.valid_from < latest.valid_from:
            raise Invalid(
                format_lazy(
                    _(
                        "Thủ tục {code} đã có phiên bản {number}, hiệu lực từ {day}. Phiên bản mới phải có "
                        "số lớn hơn và không được có hiệu lực sớm hơn."
                    ),
                    code=procedure.code,
                    number=latest.number,
                    day=f"{latest.valid_from:%d/%m/%Y}",
                ),
                code="version-out-of-order",
            )
        latest.superseded_on = procedure.valid_from
        latest.save(update_fields=["superseded_on"])
    digest = _digest(definition)
    version = Version(
        code=procedure.code,
        number=procedure.number,
        valid_from=procedure.valid_from,
        definition=definition,
        digest=digest,
        loaded_at=at,
        loaded_by=by.ref,
        **_columns(procedure),
    )
    version.save(force_insert=True)
    journal.record(
        by=by,
        verb="publish-procedure",
        subject=f"procedure:{version.code}",
        revision=version.number,
        at=at,
        body={"digest": digest, "valid_from": procedure.valid_from.isoformat()},
    )
    return version


def _columns(procedure: Procedure) -> dict[str, Any]:
    """What a version is found by."""
    words = searching.indexed(procedure)
    return {
        "name_vi": procedure.name.vi,
        "name_en": procedure.name.en,
        "summary_vi": procedure.summary.vi,
        "summary_en": procedure.summary.en,
        "field_code": procedure.field_code,
        "field_vi": procedure.field_name.vi,
        "field_en": procedure.field_name.en,
        "levels": [level.value for level in procedure.levels],
        "channels": [terms.channel.value for terms in procedure.channels],
        "life_events": list(procedure.life_events),
        "service_level": procedure.service_level.value,
        "essential": procedure.essential,
        "words_names": words.names,
        "words_keywords": words.keywords,
        "words_field": words.field,
        "words_summary": words.summary,
    }
