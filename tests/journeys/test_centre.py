"""A leader and a ward: a suggestion becomes a directive, the ward reports, the leader accepts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from motcua.agencies.models import Agency
from motcua.directives.models import Measured, Task
from motcua.directives.rules.measures import MEASURES
from motcua.dossiers.models import Dossier
from motcua.kernel import clock
from tests.country import WARD
from tests.journeys.conftest import Open
from tests.journeys.looking import look
from tests.journeys.ways import is_not_found, scan

pytestmark = pytest.mark.browser


def late_for_days(submitted: Callable[..., Dossier]) -> None:
    """The ward has three dossiers that are late, and was late on five days before."""
    at = clock.now()
    made = [submitted() for _one in range(3)]
    Dossier.objects.filter(pk__in=[one.pk for one in made]).update(due_at=at - timedelta(days=1))
    usual = {name: kind(0) for name, kind in MEASURES.items()}
    for back in range(1, 6):
        Measured.objects.create(
            agency=Agency.objects.get(code=WARD),
            day=clock.day(at) - timedelta(days=back),
            at=at,
            measures={**usual, "open": 9, "late": 5, "late_share": 55.6},
        )


def test_from_a_suggestion_to_an_accepted_report(
    open_window: Open, submitted: Callable[..., Dossier]
) -> None:
    late_for_days(submitted)
    leader, ward, neighbour = open_window("leader"), open_window("approver"), open_window("approver.06793")

    # Given a leader whose scenarios were evaluated
    leader.goto("/operations/")
    leader.get_by_role("button", name="Đánh giá ngay").click()
    expect(leader.get_by_text("3 trên 3 hồ sơ đang giải quyết quá hạn")).to_be_visible()
    # When they write the directive that is suggested, and send it
    leader.get_by_role("link", name="Soạn chỉ đạo").click()
    expect(leader.get_by_label("Trích yếu")).to_have_value(
        "Tập trung giải quyết 3 hồ sơ quá hạn tại Ủy ban nhân dân phường Hồng Gai"
    )
    leader.get_by_role("button", name="Lưu dự thảo").click()
    leader.get_by_role("button", name="Ban hành và ký số").click()
    expect(leader.get_by_text("Đã ban hành chỉ đạo 01/CĐ-")).to_be_visible()
    address = f"/operations/tasks/{Task.objects.get(agency__code=WARD).pk}"

    # Then the ward finds it in its messages, and nobody else does
    ward.goto("/messages")
    expect(ward.get_by_text("Chỉ đạo 01/CĐ-").first).to_be_visible()
    is_not_found(neighbour, address)
    # And takes it on, by keyboard, and reports without saying what
    ward.goto(address)
    ward.get_by_role("button", name="Tiếp nhận nhiệm vụ").focus()
    ward.keyboard.press("Enter")
    expect(ward.get_by_text("Đã thực hiện: Tiếp nhận nhiệm vụ.")).to_be_visible()
    ward.get_by_label("Số văn bản chứng minh").first.fill("12/BC-UBND")
    ward.get_by_role("button", name="Báo cáo hoàn thành").click()
    expect(ward.get_by_role("alert")).to_contain_text("Vui lòng ghi nội dung")
    # And then says it, what was typed being there still
    expect(ward.get_by_label("Số văn bản chứng minh").first).to_have_value("12/BC-UBND")
    ward.get_by_label("Kết quả thực hiện").fill("Đã giải quyết cả 3 hồ sơ.")
    ward.get_by_label("Tệp chứng minh").first.set_input_files(scan("bao-cao.pdf"))  # type: ignore[arg-type]
    ward.get_by_role("button", name="Báo cáo hoàn thành").click()
    expect(ward.get_by_text("Đã thực hiện: Báo cáo hoàn thành.")).to_be_visible()

    # When the leader accepts it
    leader.goto(address)
    expect(leader.get_by_role("link", name="bao-cao.pdf")).to_be_visible()
    leader.get_by_role("button", name="Nghiệm thu").click()
    # Then the task is done
    expect(leader.get_by_text("Nhiệm vụ đã kết thúc.")).to_be_visible()
    leader.goto("/operations/tasks")
    expect(leader.get_by_text("1/2 hoàn thành").first).to_be_visible()  # the other lends officers
    expect(leader.get_by_role("row", name="phường Hồng Gai 1/1")).to_be_visible()


def test_the_screen_renews_itself(open_window: Open, submitted: Callable[..., Dossier]) -> None:
    # Given a leader who looks at the screen
    leader = open_window("leader")
    leader.clock.install()
    leader.goto("/operations/")
    expect(leader.locator("#past h2").first).to_be_visible()
    expect(leader.locator("#live")).not_to_contain_text("Ủy ban nhân dân phường Hồng Gai")
    leader.get_by_role("link", name="Nhiệm vụ", exact=True).focus()
    # When a dossier is handed in, and a minute goes by
    submitted()
    leader.clock.run_for(61_000)
    # Then it is counted, and the focus stays where it was
    expect(leader.locator("#live")).to_contain_text("Ủy ban nhân dân phường Hồng Gai")
    expect(leader.get_by_role("link", name="Nhiệm vụ", exact=True)).to_be_focused()


def test_how_it_all_looks(open_window: Open, submitted: Callable[..., Dossier]) -> None:
    late_for_days(submitted)
    leader = open_window("leader")
    leader.goto("/operations/")
    leader.get_by_role("button", name="Đánh giá ngay").click()
    leader.get_by_role("link", name="Soạn chỉ đạo").click()
    leader.get_by_role("button", name="Lưu dự thảo").click()
    draft = leader.url
    look(
        open_window,
        "leader",
        [
            "/operations/",
            "/operations/?part=past",
            "/operations/dossiers",
            "/operations/directives",
            "/operations/directives/new",
            draft,
        ],
    )
    leader.get_by_role("button", name="Ban hành và ký số").click()
    expect(leader.get_by_text("Đã ban hành chỉ đạo 01/CĐ-")).to_be_visible()
    task = f"/operations/tasks/{Task.objects.get(agency__code=WARD).pk}"
    look(open_window, "leader", [draft, "/operations/tasks", task])
    look(open_window, "approver", ["/operations/", "/operations/directives", task])
