"""What the applicant gives when a supplement was asked for: only that, and what was there before is kept."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules.definition import Channel
from motcua.dossiers.actions.application import Application, check
from motcua.dossiers.actions.attaching import answered, file_fields, owned, unknown_file
from motcua.dossiers.actions.doing import Doing
from motcua.dossiers.models import Amendment, Attachment, Notice
from motcua.dossiers.rules.notices import Form
from motcua.dossiers.rules.supplementing import FILES, merged, opened
from motcua.kernel.errors import Invalid
from motcua.vault.models import Document


def give(doing: Doing) -> None:
    """Replaces the answers and papers that the last form 02 marked, and checks the whole again.

    Raises Invalid with every fault; then nothing has changed and the clock still stands.
    """
    dossier, procedure = doing.dossier, doing.procedure
    assert doing.account
    notice = Notice.objects.filter(dossier=dossier, form=Form.SUPPLEMENT).latest("pk")
    given, uploads = _mapping(doing.given.get("answers")), _mapping(doing.given.get("files"))
    asked = opened(procedure, dossier.answers, given, [item["path"] for item in notice.body["items"]])
    answers = merged(dossier.answers, given, asked)
    files = {
        component.code: _ids(uploads.get(component.code))
        for component in procedure.components
        if FILES + component.code in asked
    }
    handed = [code for code in files if code in _ids(doing.given.get("handed"))]
    before = list(Attachment.objects.filter(dossier=dossier, replaced_in=None))
    there = {
        component.code: [one.document_id for one in before if one.component == component.code]
        for component in procedure.components
    }
    brings = any(ids and set(map(str, ids)) != set(map(str, there[code])) for code, ids in files.items())
    if not brings and not handed and answers == dossier.answers:
        raise Invalid(
            _("Bạn chưa sửa hay bổ sung mục nào. Vui lòng bổ sung các mục được đánh dấu."),
            code="nothing-given",
        )
    whole = {code: files.get(code) or ([] if code in handed else ids) for code, ids in there.items()}
    application = Application(
        version=dossier.version_id,
        procedure=procedure,
        channel=Channel(dossier.channel),
        agency=dossier.agency,
        applicant=dossier.applicant,
        answers=answers,
        files={code: ids for code, ids in whole.items() if ids},
        handed=sorted({*dossier.handed, *handed}),
    )
    checked = check(application, at=doing.at)
    touched = {code for code, ids in files.items() if ids} | set(handed)
    touched |= {
        path for path in file_fields(procedure) if answered(dossier.answers, path) != answered(checked, path)
    }
    new = _replace(doing, before, touched, files, checked)
    Amendment.objects.create(
        dossier=dossier,
        notice=notice,
        given_at=doing.at,
        given_by=doing.account,
        answers_before=dossier.answers,
    )
    dossier.answers, dossier.handed = checked, list(application.handed)
    doing.body["answered"] = notice.number
    doing.body["application"] = application.digest().hex()
    doing.body["documents"] = [document.sha256 for _code, document in new]
    doing.body["components"] = [code for code, _document in new]  # of each of these


def _replace(
    doing: Doing,
    before: Sequence[Attachment],
    touched: Collection[str],
    files: Mapping[str, Sequence[Any]],
    answers: Mapping[str, Mapping[str, Any]],
) -> list[tuple[str, Document]]:
    """Attaches what is new of these components and file fields, and marks what is given no more; the new.

    A document that was there and is given again stays as it was. Raises Invalid for others' documents,
    and for one that an earlier supplement replaced.
    """
    assert doing.account
    dossier = doing.dossier
    there = {(one.component, str(one.document_id)) for one in before}
    named = {code: ids for code, ids in files.items() if code in touched}
    for path in file_fields(doing.procedure):
        if path in touched:
            named[path] = answered(answers, path) or ()
    fresh = {code: [pk for pk in ids if (code, str(pk)) not in there] for code, ids in named.items()}
    new = owned(fresh, by=doing.account)
    again = Attachment.objects.filter(dossier=dossier, document__in=[one.pk for _code, one in new])
    gone = set(again.values_list("component", "document"))
    for code, document in new:
        if (code, document.pk) in gone:
            raise unknown_file(code)
    kept = {(code, str(pk)) for code, ids in named.items() for pk in ids}
    dropped = [
        one
        for one in before
        if one.component in touched and (one.component, str(one.document_id)) not in kept
    ]
    for one in dropped:
        one.replaced_in = doing.revision
    Attachment.objects.bulk_update(dropped, ["replaced_in"])
    Attachment.objects.bulk_create(
        Attachment(dossier=dossier, component=code, document=document, added_in=doing.revision)
        for code, document in new
    )
    return new


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _ids(given: Any) -> Sequence[Any]:
    return list(given) if isinstance(given, list | tuple) else []
