"""Pages of directives and tasks: written, sent, answered with evidence, refused to neighbours."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Officer
from motcua.directives import actions
from motcua.directives.models import Directive, Task
from motcua.directives.rules.given import Order
from motcua.directives.rules.process import State, Verb
from motcua.kernel import clock
from motcua.people.models import Account
from tests.country import WARD

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]
FindOfficer = Callable[[str], Officer]
OTHER_WARD = "H49.06673"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def as_(account: Callable[[str], Account]) -> As:
    """A browser in which this person is signed in."""

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def text(response: Any) -> str:
    return unescape(response.content.decode())


def day(ahead: int) -> str:
    return (clock.day(clock.now()) + timedelta(days=ahead)).isoformat()


def typed(**changes: Any) -> dict[str, Any]:
    usual = {
        "subject": "Giải quyết hồ sơ quá hạn", "text": "Rà soát từng hồ sơ.", "evidence": "Số liệu.",
        "due_on": day(7), "units": [WARD],
    }  # fmt: skip
    return {**usual, **changes}


@pytest.fixture
def task(officer: FindOfficer) -> Callable[..., Task]:
    """The ward's task of a directive to two wards, come so far."""

    def make(*verbs: Verb) -> Task:
        at, leader = clock.now(), officer("leader")
        order = Order("Giải quyết hồ sơ quá hạn", "Rà soát từng hồ sơ.", "Số liệu.", at + timedelta(days=7))
        made = actions.draft(order=order, units=[WARD, OTHER_WARD], by=leader, at=at)
        actions.send(directive=made.pk, by=leader, at=at)
        found = made.tasks.get(agency__code=WARD)
        for verb in verbs:
            by = leader if verb in (Verb.CLOSE, Verb.RETURN) else officer("approver")
            found = actions.act(verb=verb, task=found.pk, by=by, at=at, note="Đã làm.")
        return found

    return make


def test_written_then_sent(as_: As) -> None:
    leader = as_("leader")
    answer = leader.post("/operations/directives/new", typed())
    made = Directive.objects.get()
    assert answer["Location"] == f"/operations/directives/{made.pk}"
    assert "Ban hành và ký số" in text(leader.get(answer["Location"]))
    assert clock.local(made.due_at).hour in (11, 17)  # the end of that day's work
    sent = leader.post(f"/operations/directives/{made.pk}/send", {"revision": "1"}, follow=True)
    assert f"Đã ban hành chỉ đạo 01/CĐ-{clock.local(clock.now()).year}." in text(sent)
    assert "01/CĐ-" in text(as_("approver").get("/operations/tasks"))


def test_all_units_of_a_kind_by_one_tick(as_: As) -> None:
    as_("leader").post("/operations/directives/new", typed(units=[], groups=["communes"]))
    codes = set(Directive.objects.get().tasks.values_list("agency__kind", flat=True))
    assert codes == {"commune"}
    assert Task.objects.count() > 50


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"text": " "}, "text"),
        ({"evidence": "x" * 1001}, "evidence"),
        ({"due_on": ""}, "due_on"),
        ({"due_on": "32/13/2026"}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"units": []}, "units"),
        ({"units": ["H22"]}, "units"),
        ({"units": ["\0"]}, "units"),
        ({"text": "a\0b"}, "text"),
    ],
)
def test_refused_with_the_reason_and_what_was_typed(as_: As, change: dict[str, Any], field: str) -> None:
    answer = as_("leader").post("/operations/directives/new", typed(**change))
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in text(answer)
    if field != "text":
        assert "Rà soát từng hồ sơ." in text(answer)
    assert not Directive.objects.exists()


def test_a_draft_is_changed_and_an_old_page_is_told_so(as_: As) -> None:
    leader = as_("leader")
    leader.post("/operations/directives/new", typed())
    path = f"/operations/directives/{Directive.objects.get().pk}"
    assert "Rà soát từng hồ sơ." in text(leader.get(f"{path}/edit"))
    leader.post(f"{path}/edit", typed(subject="Mới", revision="1"))
    assert Directive.objects.get().subject == "Mới"
    again = leader.post(f"{path}/edit", typed(subject="Cũ", revision="1"), follow=True)
    assert "đã được sửa hoặc ban hành sau khi bạn mở trang" in text(again)
    assert Directive.objects.get().subject == "Mới"
    assert leader.post(f"{path}/send", {"revision": "1"}).status_code == 422


def test_the_unit_reports_with_a_file_and_the_sender_accepts(as_: As, task: Callable[..., Task]) -> None:
    found = task()
    path, ward, leader = f"/operations/tasks/{found.pk}", as_("approver"), as_("leader")
    assert "Tiếp nhận nhiệm vụ" in text(ward.get(path))
    ward.post(f"{path}/acts", {"verb": "acknowledge", "revision": "1"})
    scan = SimpleUploadedFile("bao-cao.pdf", PDF, "application/pdf")
    done = {"verb": "report", "revision": "2", "note-report": "Đã xong.", "reference-report": "12/BC-UBND"}
    answer = ward.post(f"{path}/acts", {**done, "files-report": [scan]}, follow=True)
    assert "Đã thực hiện: Báo cáo hoàn thành." in text(answer)
    shown = text(leader.get(path))
    assert "12/BC-UBND" in shown
    document = Task.objects.get(pk=found.pk).reports.get().evidence.get().document
    assert leader.get(f"{path}/files/{document.pk}").content == PDF
    assert as_("approver.06673").get(f"{path}/files/{document.pk}").status_code == 404
    assert leader.get(f"{path}/files/{document.pk + 1}").status_code == 404
    leader.post(f"{path}/acts", {"verb": "close", "revision": "3"})
    assert Task.objects.get(pk=found.pk).state == State.CLOSED
    assert "1/2 hoàn thành" in text(leader.get(f"/operations/directives/{found.directive_id}"))


def test_a_refused_report_keeps_its_words(as_: As, task: Callable[..., Task]) -> None:
    path = f"/operations/tasks/{task(Verb.ACKNOWLEDGE).pk}/acts"
    wrong = SimpleUploadedFile("a.exe", b"MZ", "application/octet-stream")
    sent = {"verb": "report", "revision": "2", "note-report": "Tôi đã làm hết.", "files-report": [wrong]}
    answer = as_("approver").post(path, sent)
    assert answer.status_code == 422
    assert "Tôi đã làm hết." in text(answer)
    assert "Chỉ nhận tệp PDF, JPG hoặc PNG" in text(answer)
    empty = as_("approver").post(path, {"verb": "report", "revision": "2", "note-report": ""})
    assert 'href="#f-note-report"' in text(empty)


def test_an_old_page_is_told_that_the_task_moved_on(as_: As, task: Callable[..., Task]) -> None:
    path = f"/operations/tasks/{task(Verb.ACKNOWLEDGE).pk}/acts"
    answer = as_("approver").post(path, {"verb": "acknowledge", "revision": "1"})
    assert answer.status_code == 409
    assert "Nhiệm vụ không còn ở bước này" in text(answer)
    assert as_("approver").post(path, {"verb": "fly", "revision": "1"}).status_code == 404


def test_neighbours_find_nothing(as_: As, task: Callable[..., Task]) -> None:
    found = task(Verb.ACKNOWLEDGE)
    neighbour = as_("approver.06793")
    assert neighbour.get(f"/operations/tasks/{found.pk}").status_code == 404
    assert neighbour.post(f"/operations/tasks/{found.pk}/acts", {"verb": "report"}).status_code == 404
    for way in ("", "/edit"):
        assert neighbour.get(f"/operations/directives/{found.directive_id}{way}").status_code == 404
    for way in ("/send", "/withdraw"):
        assert neighbour.post(f"/operations/directives/{found.directive_id}{way}").status_code == 404
    assert "Giải quyết hồ sơ quá hạn" not in text(neighbour.get("/operations/tasks"))


def test_withdrawing_says_why(as_: As, task: Callable[..., Task]) -> None:
    found = task()
    path = f"/operations/directives/{found.directive_id}"
    assert as_("leader").post(f"{path}/withdraw", {"reason": ""}).status_code == 422
    assert as_("leader").post(f"{path}/withdraw", {"reason": "Không cần nữa."}).status_code == 302
    assert set(Task.objects.values_list("state", flat=True)) == {State.WITHDRAWN}
    assert "Không cần nữa." in text(as_("approver").get(f"/operations/tasks/{found.pk}"))


def test_lists_are_filtered_and_any_address_is_answered(as_: As, task: Callable[..., Task]) -> None:
    task(Verb.ACKNOWLEDGE)
    leader = as_("leader")
    assert "Đang thực hiện" in text(leader.get("/operations/tasks?state=acknowledged"))
    assert "Không có nhiệm vụ nào khớp" in text(leader.get("/operations/tasks?overdue=1"))
    assert "Giải quyết hồ sơ" in text(leader.get(f"/operations/tasks?unit={WARD}"))
    for query in ("state=nonsense", "before=x", "before=99999999999999999999", "state=draft"):
        assert leader.get(f"/operations/tasks?{query}").status_code == 200


def test_a_ward_cannot_order_anybody(as_: As) -> None:
    shown = text(as_("approver").get("/operations/directives/new"))
    assert "không có đơn vị trực thuộc" in shown
    assert as_("approver").post("/operations/directives/new", typed()).status_code == 422


def test_lists_ask_as_often_for_one_as_for_many(
    as_: As, task: Callable[..., Task], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(3):
        task(Verb.ACKNOWLEDGE, Verb.REPORT)
    leader = as_("leader")
    leader.get("/operations/tasks")
    with django_assert_max_num_queries(10):
        leader.get("/operations/tasks")
    with django_assert_max_num_queries(8):
        leader.get("/operations/directives")
