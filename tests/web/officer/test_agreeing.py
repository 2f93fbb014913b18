"""What somebody else has to agree to: proposed, looked at, agreed or declined; also for who is away."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from tests.web.officer.conftest import Act, As

Advanced = Callable[..., Dossier]
STOP = {"reason": "Trùng hồ sơ.", "ground": "Điều 7"}


def text(response: Any) -> str:
    found: str = unescape(response.content.decode())
    return found


def decide(as_: As, login: str, dossier: Dossier, verb: Verb, decision: str, **more: Any) -> Any:
    sent = {"revision": str(dossier.revision), "decision": decision, **more}
    return as_(login).post(f"/office/dossiers/{dossier.code}/proposals/{verb}", sent)


def test_an_approver_sees_the_paper_and_agrees(as_: As, do: Act, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    assert do("case", dossier, Verb.STOP, **STOP).status_code == 302
    dossier.refresh_from_db()
    client = as_("approver")
    assert dossier.code in text(client.get("/office/?list=proposals"))
    page = text(client.get(f"/office/dossiers/{dossier.code}"))
    for words in ("Chờ bạn đồng ý", "Trùng hồ sơ.", "Điều 7", "Đồng ý và ký số", "Không đồng ý"):
        assert words in page
    preview = client.get(f"/office/dossiers/{dossier.code}/proposals/stop/preview")
    assert preview.content.startswith(b"%PDF")
    assert not queries.notices(dossier)
    assert "Không đến lượt bạn" not in page
    assert decide(as_, "case", dossier, Verb.STOP, "agree").status_code == 403
    assert decide(as_, "approver", dossier, Verb.STOP, "agree").status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "stopped"
    page = text(client.get(f"/office/dossiers/{dossier.code}"))
    assert "Hồ sơ đã kết thúc" in page
    assert "Dừng xử lý" in page
    assert client.get(f"/office/dossiers/{dossier.code}/proposals/stop/preview").status_code == 404


def test_declining_needs_a_reason_and_keeps_it(as_: As, do: Act, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    do("case", dossier, Verb.SUSPEND, **STOP)
    dossier.refresh_from_db()
    bare = decide(as_, "approver", dossier, Verb.SUSPEND, "decline")
    assert bare.status_code == 422
    assert "Vui lòng ghi vì sao bạn không đồng ý." in text(bare)
    seen = Dossier.objects.get(pk=dossier.pk)
    seen.revision -= 1
    stale = decide(as_, "approver", seen, Verb.SUSPEND, "decline", note="Chưa đủ <căn cứ>.")
    assert stale.status_code == 409
    assert "Chưa đủ <căn cứ>." in text(stale)
    done = decide(as_, "approver", dossier, Verb.SUSPEND, "decline", note="Chưa đủ căn cứ.")
    assert done.status_code == 302
    assert "Chưa đủ căn cứ." in text(as_("case").get(f"/office/dossiers/{dossier.code}"))
    assert decide(as_, "approver", dossier, Verb.SUSPEND, "agree").status_code in (404, 409)


def test_a_stranger_decides_nothing(as_: As, do: Act, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    do("case", dossier, Verb.STOP, **STOP)
    dossier.refresh_from_db()
    assert decide(as_, "approver.06673", dossier, Verb.STOP, "agree").status_code == 404
    assert decide(as_, "clerk", dossier, Verb.STOP, "agree").status_code == 403
    assert decide(as_, "approver", dossier, Verb.STOP, "agree", revision="x").status_code == 422
    assert as_("approver").post(f"/office/dossiers/{dossier.code}/proposals/burn").status_code == 404
    dossier.refresh_from_db()
    assert dossier.state == "received"


def test_a_drafted_apology_is_completed(as_: As, do: Act, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    assert dossiers.pass_time(at=dossier.due_at + timedelta(minutes=1)).late == 1
    assert dossier.code in text(as_("case").get("/office/?list=apologies"))
    page = text(as_("case").get(f"/office/dossiers/{dossier.code}"))
    assert "Dự thảo xin lỗi" in page
    assert "Ghi lý do và trình" in page
    assert do("case", dossier, Verb.EXTEND, usual="workload").status_code == 302
    dossier.refresh_from_db()
    assert decide(as_, "approver", dossier, Verb.EXTEND, "agree").status_code == 302
    dossier.refresh_from_db()
    assert dossier.due_at > dossier.first_due_at
    assert "gia hạn" in text(as_("case").get(f"/office/dossiers/{dossier.code}"))


def test_a_withdrawal_at_the_counter_is_agreed_to(as_: As, do: Act, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    assert do("reception", dossier, Verb.WITHDRAW, reason="Không cần nữa.").status_code == 302
    dossier.refresh_from_db()
    page = text(as_("approver").get(f"/office/dossiers/{dossier.code}"))
    assert "Chờ bạn đồng ý: Rút hồ sơ" in page
    assert decide(as_, "approver", dossier, Verb.WITHDRAW, "agree").status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "withdrawn"


def test_absence_is_declared_and_the_delegate_signs_for_the_absent(
    as_: As, act: Act, advanced: Advanced, officer: Callable[[str], Officer]
) -> None:
    dossier = advanced(Verb.APPRAISE)
    today, clerk = clock.day(clock.now()).isoformat(), officer("clerk")
    client = as_("approver")
    wrong = client.post(
        "/office/me/absences", {"starts_on": "hôm nay", "ends_on": today, "reason": "Đi <họp>"}
    )
    assert wrong.status_code == 422
    assert "Vui lòng nhập ngày" in text(wrong)
    assert 'value="Đi <họp>"' in text(wrong)
    elsewhere = officer("clerk.06673").pk
    for delegate in (elsewhere, "x", 10**12):
        sent = {"starts_on": today, "ends_on": today, "delegate": delegate}
        assert client.post("/office/me/absences", sent).status_code == 422
    assert "Không đến lượt bạn" in text(as_("clerk").get(f"/office/dossiers/{dossier.code}"))
    sent = {"starts_on": today, "ends_on": today, "delegate": clerk.pk, "reason": "Đi họp"}
    assert client.post("/office/me/absences", sent).status_code == 302
    mine = text(client.get("/office/me"))
    assert "Đang vắng mặt" in mine
    assert clerk.account.name in mine
    assert "đang thay" in text(as_("clerk").get("/office/me"))
    page = text(as_("clerk").get(f"/office/dossiers/{dossier.code}"))
    assert "Bạn ký tên mình, thay mặt" in page
    assert "Hoàng Minh Duyệt" in page
    assert as_("clerk").get(f"/office/dossiers/{dossier.code}/preview").status_code == 200
    assert act("clerk", dossier, Verb.APPROVE).status_code == 302
    assert queries.history(dossier)[-1].body["for"]["name"] == "Hoàng Minh Duyệt"


def test_an_absence_is_taken_back(as_: As) -> None:
    client, today = as_("approver"), clock.day(clock.now()).isoformat()
    client.post("/office/me/absences", {"starts_on": today, "ends_on": today})
    page = text(client.get("/office/me"))
    address = page[page.index("/office/me/absences/") :].split('"')[0]
    assert as_("case").post(address).status_code == 302
    assert "Đang vắng mặt" in text(client.get("/office/me"))
    assert "Giữ nguyên" in text(client.get(address))
    assert client.post(address).status_code == 302
    assert "Đang vắng mặt" not in text(client.get("/office/me"))
