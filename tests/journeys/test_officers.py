"""Officers among themselves: sending back, and two who work on the same dossier."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import STEPS, Verb
from motcua.kernel import clock
from tests.journeys.conftest import Open
from tests.journeys.ways import act, acts, send_back

pytestmark = pytest.mark.browser


def test_sent_back_twice_and_forward_again(
    open_window: Open, work: Callable[[], None], advanced: Callable[..., Dossier]
) -> None:
    clerk, approver, case = open_window("clerk"), open_window("approver"), open_window("case")

    # Given a dossier that was approved
    code = advanced(Verb.APPROVE).code
    # When the clerk sends it back, first without saying why
    acts(clerk, code).get_by_role("link", name="Chuyển lại bước trước").click()
    clerk.get_by_role("button", name="Chuyển lại", exact=True).click()
    expect(clerk.locator("#f-note-error")).to_contain_text("Vui lòng ghi lý do")
    send_back(clerk, code, "Sai tên đệm trong văn bản.")
    # Then whoever approved it finds it again, with the reason
    approver.goto("/office/?list=mine")
    approver.get_by_role("link", name=code).click()
    expect(approver.get_by_text("Sai tên đệm trong văn bản.").first).to_be_visible()
    # And when the approver sends it on down
    send_back(approver, code, "Đề nghị đối chiếu lại tên đệm.")
    case.goto("/office/?list=mine")
    case.get_by_role("link", name=code).click()
    expect(case.get_by_text("Đề nghị đối chiếu lại tên đệm.").first).to_be_visible()

    # Then it goes forward again, and the result is the one that was signed last
    act(case, code, "Trình phê duyệt", "Thẩm định", note="Đã đối chiếu, tên đệm đúng.")
    act(approver, code, "Phê duyệt và ký số", "Phê duyệt")
    work()
    act(clerk, code, "Cấp số và đóng dấu", "Đóng dấu")
    work()
    signed = [one.entry.verb for one in queries.checked_history(queries.of_code(code)) if one.signature]
    assert signed == [
        *STEPS[:3], Verb.SEND_BACK, Verb.SEND_BACK, *STEPS[1:-1],
    ]  # fmt: skip


def test_two_officers_at_the_same_dossier(
    open_window: Open, officer: Callable[[str], Officer], advanced: Callable[..., Dossier]
) -> None:
    # Given an officer who has a dossier open and writes her opinion
    code = advanced(Verb.RECEIVE).code
    case = open_window("case")
    opinion = acts(case, code).get_by_label("Ý kiến thẩm định và đề xuất")
    opinion.fill("Thiếu xác nhận cư trú, nhưng khai thác được từ dữ liệu.")
    # When meanwhile a colleague has taken it
    dossiers.act(verb=Verb.TAKE, code=code, by=officer("case.066852"), at=clock.now())
    case.get_by_role("button", name="Trình phê duyệt").click()
    # Then she is told what changed, and has what she wrote
    expect(case.get_by_role("alert")).to_contain_text("Bùi Thị Soát")
    expect(case.get_by_role("main")).to_contain_text("Thiếu xác nhận cư trú")
    assert queries.of_code(code).state == "received"


def test_what_is_not_theirs_to_do(
    open_window: Open, officer: Callable[[str], Officer], advanced: Callable[..., Dossier]
) -> None:
    # Given a dossier that waits for its approver
    code = advanced(Verb.APPRAISE).code
    # Then who appraised it finds no button for that, only whose turn it is
    case = open_window("case")
    offered = acts(case, code)
    expect(offered).to_contain_text("Không đến lượt bạn")
    expect(offered.get_by_role("button")).to_have_count(0)
    # And who makes up the request without the button is refused all the same
    token = case.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = case.request.post(
        f"/office/dossiers/{code}/acts",
        form={"csrfmiddlewaretoken": token, "verb": "approve", "revision": queries.of_code(code).revision},
        headers={"Referer": case.url},
    )
    assert answer.status == 403
    assert queries.of_code(code).state == "appraised"
