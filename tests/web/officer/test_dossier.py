"""The page of a dossier, its acts and its documents."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.journal import actions as journal
from motcua.kernel import clock
from motcua.people.models import Account
from motcua.vault import actions as vault
from tests.cast import application
from tests.web.officer.conftest import Act, As

Advanced = Callable[..., Dossier]
FindOfficer = Callable[[str], Officer]


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def offered(page: str) -> list[str]:
    """The acts that can be pressed."""
    return re.findall(r'type="submit"[^>]*name="do" value="(\w+)"', page)


def test_the_page_shows_what_an_officer_needs(as_: As, submitted: Advanced) -> None:
    dossier = submitted()
    page = text(as_("reception").get(f"/office/dossiers/{dossier.code}"))
    for words in (
        dossier.code,
        "Nguyễn Thị Mẫu",
        "022190000001",
        "Mới đăng ký",
        "Bản giấy đã nhận",
        "Nộp hồ sơ",
    ):
        assert words in page


@pytest.mark.parametrize("login", ["case.06673", "reception.06673"])
def test_another_agency_does_not_know_the_dossier(as_: As, act: Act, submitted: Advanced, login: str) -> None:
    dossier = submitted()
    assert as_(login).get(f"/office/dossiers/{dossier.code}").status_code == 404
    assert act(login, dossier, Verb.RECEIVE).status_code == 404


def test_queries_of_the_page(
    as_: As, advanced: Advanced, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dossier = advanced(Verb.RETURN)
    client = as_("reception")
    client.get(f"/office/dossiers/{dossier.code}")
    # session, account, officer, dossier, whom they stand in for, history, certificates, attachments, notices,
    # proposals, replaced results, pauses, papers, opinions, unread
    with django_assert_num_queries(15):
        client.get(f"/office/dossiers/{dossier.code}")


def test_through_the_five_steps_by_the_buttons(as_: As, act: Act, submitted: Advanced) -> None:
    dossier = submitted()
    offers = {}
    for verb, login in (
        (Verb.RECEIVE, "reception"),
        (Verb.APPRAISE, "case"),
        (Verb.APPROVE, "approver"),
        (Verb.SEAL, "clerk"),
        (Verb.RETURN, "reception"),
    ):
        offers[login] = offered(text(as_(login).get(f"/office/dossiers/{dossier.code}")))
        assert offers[login][0] == verb
        others = {"reception", "case", "approver", "clerk"} - {login}
        for other in others:
            page = text(as_(other).get(f"/office/dossiers/{dossier.code}"))
            assert offered(page) == []
            assert "Không đến lượt bạn" in page
        answer = act(login, dossier, verb, note="Đủ điều kiện.")
        assert answer.status_code == 302
        dossier.refresh_from_db()
        if verb is Verb.APPROVE:
            blocked = text(as_("clerk").get(f"/office/dossiers/{dossier.code}"))
            assert "Văn bản đang được ký số" in blocked
            assert Verb.SEAL not in offered(blocked)
            by = Officer.objects.get(account__username="approver")
            dossiers.make_decision(
                code=dossier.code, revision=dossier.revision, officer=by.pk, at=clock.now()
            )
        if verb is Verb.SEAL:
            dossiers.make_result(code=dossier.code, revision=dossier.revision, at=clock.now())
    page = text(as_("reception").get(f"/office/dossiers/{dossier.code}"))
    assert "Hồ sơ đã kết thúc" in page
    assert page.count("đã ký số") >= 5
    assert "không còn nguyên vẹn" not in page


def test_appraisal_without_proposal(as_: As, act: Act, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    answer = act("case", dossier, Verb.APPRAISE, note="   ")
    assert answer.status_code == 422
    assert "Vui lòng ghi ý kiến thẩm định" in text(answer)
    dossier.refresh_from_db()
    assert dossier.state == "received"


def test_too_long_a_note_is_kept_in_its_field(act: Act, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    answer = act("case", dossier, Verb.APPRAISE, note="dài " * 600)
    assert answer.status_code == 422
    assert "dài " * 500 in text(answer)


def test_sending_back_needs_a_reason_and_shows_it(as_: As, act: Act, advanced: Advanced) -> None:
    dossier = advanced(Verb.APPRAISE)
    assert act("approver", dossier, Verb.SEND_BACK).status_code == 422
    assert act("approver", dossier, Verb.SEND_BACK, note="Thiếu <b>chữ ký</b> 🙂").status_code == 302
    page = text(as_("case").get(f"/office/dossiers/{dossier.code}"))
    assert "Thiếu &lt;b&gt;chữ ký&lt;/b&gt; 🙂" in page
    assert "<b>chữ ký" not in page
    assert Verb.APPRAISE in offered(page)


def test_an_outdated_page_is_told_what_changed_and_keeps_the_note(
    act: Act, advanced: Advanced, officer: FindOfficer
) -> None:
    seen = advanced(Verb.RECEIVE)
    colleague = officer("case.066852")
    dossiers.act(verb=Verb.TAKE, code=seen.code, by=colleague, at=clock.now())
    answer = act("case", seen, Verb.APPRAISE, note="Tôi đã viết rất lâu.")
    assert answer.status_code == 409
    page = text(answer)
    assert "Bùi Thị Soát đã thực hiện “Nhận xử lý”" in page
    assert "Tôi đã viết rất lâu." in page
    assert f'name="revision" value="{seen.revision + 1}"' in page
    seen.refresh_from_db()
    assert seen.state == "received"


def test_what_a_colleague_took_has_to_be_taken_first(
    as_: As, act: Act, advanced: Advanced, officer: FindOfficer
) -> None:
    dossier = advanced(Verb.RECEIVE)
    dossier = dossiers.act(verb=Verb.TAKE, code=dossier.code, by=officer("case.066852"), at=clock.now())
    page = text(as_("case").get(f"/office/dossiers/{dossier.code}"))
    assert "Hồ sơ đang do Bùi Thị Soát xử lý" in page
    assert offered(page) == [Verb.TAKE]
    refused = act("case", dossier, Verb.APPRAISE, note="Đủ điều kiện, đề xuất cấp.")
    assert refused.status_code == 403
    assert "Đủ điều kiện, đề xuất cấp." in text(refused)
    assert act("case", dossier, Verb.TAKE).status_code == 302


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"verb": "seal"}, 409), ({"verb": "submit"}, 409), ({"verb": "burn"}, 422), ({"verb": ""}, 422),
        ({"verb": "receive", "revision": ""}, 422), ({"verb": "receive", "revision": "-1"}, 422),
        ({"verb": "receive", "revision": "9" * 30}, 422), ({"verb": "receive", "revision": "²"}, 422),
        ({"verb": "receive", "note": "a\x00b"}, 422),
    ],
)  # fmt: skip
def test_what_no_button_sends_is_refused(
    as_: As, submitted: Advanced, sent: dict[str, str], status: int
) -> None:
    dossier = submitted()
    answer = as_("reception").post(f"/office/dossiers/{dossier.code}/acts", {"revision": "1", **sent})
    assert answer.status_code == status
    dossier.refresh_from_db()
    assert (dossier.state, dossier.revision) == ("submitted", 1)


def test_a_broken_signature_is_shown(as_: As, advanced: Advanced, officer: FindOfficer) -> None:
    dossier = advanced(Verb.RECEIVE)
    journal.record(
        by=officer("case").actor, verb=Verb.APPRAISE, subject=dossier.subject, at=clock.now(), revision=9,
        body={"note": "giả"}, sign=lambda payload: "e30..AAAA",
    )  # fmt: skip
    page = text(as_("case").get(f"/office/dossiers/{dossier.code}"))
    assert "không còn nguyên vẹn" in page
    assert "Đây không phải là chữ ký số của một bước xử lý." in page


def test_an_old_dossier_without_its_result_says_so(as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RETURN)
    Dossier.objects.filter(pk=dossier.pk).update(result=None, decision=None)
    assert "Bản điện tử chưa có trong hệ thống" in text(as_("case").get(f"/office/dossiers/{dossier.code}"))


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"  # noqa: E501


def test_given_documents_are_shown_only_with_their_dossier(
    as_: As, account: Callable[[str], Account], submitted: Advanced
) -> None:
    citizen = account("citizen")
    given = vault.keep(name="bản án.pdf", content=PDF, by=citizen, at=clock.now())
    dossier = submitted(files={"residence_proof": [given.pk]})
    other = submitted()
    client = as_("case")
    page = text(client.get(f"/office/dossiers/{dossier.code}"))
    assert "<iframe" in page
    shown = client.get(f"/office/dossiers/{dossier.code}/documents/{given.pk}")
    assert shown.content == PDF
    assert shown["Content-Type"] == "application/pdf"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert shown["Cache-Control"] == "private, no-store"
    assert client.get(f"/office/dossiers/{other.code}/documents/{given.pk}").status_code == 404
    assert as_("case.06673").get(f"/office/dossiers/{dossier.code}/documents/{given.pk}").status_code == 404


def test_preview_of_the_result(as_: As, advanced: Advanced, submitted: Advanced) -> None:
    dossier = advanced(Verb.APPRAISE)
    for login in ("case", "approver"):
        answer = as_(login).get(f"/office/dossiers/{dossier.code}/preview")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
    assert as_("clerk").get(f"/office/dossiers/{dossier.code}/preview").status_code == 409
    assert as_("leader").get(f"/office/dossiers/{dossier.code}/preview").status_code == 404
    early = submitted()
    assert as_("case").get(f"/office/dossiers/{early.code}/preview").status_code == 409
    dossier.refresh_from_db()
    assert dossier.decision_id is None


def test_own_dossier_is_for_a_colleague(
    as_: As, account: Callable[[str], Account], submitted: Advanced
) -> None:
    reception = account("reception")
    person = application(account("neighbour")).applicant
    person.account = reception
    person.save()
    dossier = submitted("reception")
    page = text(as_("reception").get(f"/office/dossiers/{dossier.code}"))
    assert "Đây là hồ sơ của chính bạn" in page
    assert offered(page) == []
