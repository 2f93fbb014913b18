"""What comes with each act: read and checked once, into plain JSON that is kept, proposed and printed."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.rules.kinds import AgencyKind
from motcua.dossiers.actions import clocks
from motcua.dossiers.actions.doing import Doing, calendar_of
from motcua.dossiers.rules import notices
from motcua.dossiers.rules.choices import Delivery, Stance
from motcua.dossiers.rules.inputs import FAR, Reader
from motcua.dossiers.rules.process import BEFORE_RECEPTION, Verb
from motcua.dossiers.rules.supplementing import places
from motcua.kernel import clock
from motcua.kernel.errors import NotFound

PATIENCE = timedelta(days=30)  # for a supplement or a payment, where the officer names no other day
ANSWER_DAYS = 5  # working days for an opinion, where the officer names no other day
MOST_MONEY = 10**12


def _note(sentence: Any) -> Callable[[Doing], dict[str, Any]]:
    """The note must be written; nothing else comes with the act."""

    def read(doing: Doing) -> dict[str, Any]:
        reader = Reader({"note": doing.note})
        reader.text("note", sentence)
        reader.done()
        return {}

    return read


def _supplement(doing: Doing) -> dict[str, Any]:
    """Which answers and papers are wrong, each by its path, and until when they are awaited."""
    names = places(doing.procedure)
    reader = Reader({**doing.given, "note": doing.note})
    items = []
    for row in reader.rows("items", _("Vui lòng đánh dấu ít nhất một mục cần bổ sung.")):
        line = Reader(row)
        path = line.text("path")
        fault = line.text("fault", _("Vui lòng ghi rõ cần bổ sung hoặc sửa gì."), longest=500)
        if path not in names:
            reader.fault("items", _("Thủ tục này không có mục hoặc giấy tờ bạn đánh dấu."))
        for sentences in line.faults.values():
            for sentence in sentences:
                reader.fault(f"items.{path}", sentence)
        items.append(notices.Item(path, str(names.get(path, path)), fault))
    today = clock.day(doing.at)
    deadline = reader.day("deadline", after=today, otherwise=today + PATIENCE)
    if doing.row.verb == Verb.ASK_AGAIN:
        reader.text("note", _("Vui lòng ghi vì sao phải yêu cầu bổ sung lần nữa."))
    reader.done()
    before = doing.row.source in BEFORE_RECEPTION
    return notices.Supplement(tuple(items), deadline, "before" if before else "during", doing.note).as_data()


def _refusal(doing: Doing) -> dict[str, Any]:
    reader = Reader(doing.given)
    reason = reader.text("reason", _("Vui lòng ghi lý do từ chối, căn cứ vào quy định nào."))
    reader.done()
    return notices.Refusal(reason).as_data()


def _negative(doing: Doing) -> dict[str, Any]:
    reader = Reader(doing.given)
    reason = reader.text("reason", _("Vui lòng ghi lý do không giải quyết."))
    ground = reader.text("ground", _("Vui lòng ghi căn cứ pháp lý."), longest=500)
    reader.done()
    return notices.Negative(reason, ground).as_data()


def _stop(doing: Doing) -> dict[str, Any]:
    reader = Reader(doing.given)
    reason = reader.text("reason", _("Vui lòng ghi lý do dừng."))
    ground = reader.text("ground", _("Vui lòng ghi căn cứ pháp lý."), longest=500)
    reader.done()
    kind = "suspend" if doing.row.verb == Verb.SUSPEND else "stop"
    return notices.Stop(kind, reason, ground).as_data()  # type: ignore[arg-type]


def _charge(doing: Doing) -> dict[str, Any]:
    reader = Reader({**doing.given, "note": doing.note})
    items = []
    for row in reader.rows("items", _("Vui lòng ghi ít nhất một khoản phải nộp.")):
        line = Reader(row)
        name, amount = line.text("name", _("Vui lòng ghi tên khoản nộp."), longest=200), line.number("amount")
        if not 0 < amount < MOST_MONEY:
            reader.fault("items", _("Vui lòng ghi số tiền bằng đồng, lớn hơn 0."))
        for sentences in line.faults.values():
            reader.fault("items", sentences[0])
        items.append(notices.Charge(name, amount))
    today = clock.day(doing.at)
    deadline = reader.day("deadline", after=today, otherwise=today + PATIENCE)
    reader.done()
    return notices.Obligation(tuple(items), deadline, doing.note).as_data()


def _settle(doing: Doing) -> dict[str, Any]:
    reader = Reader(doing.given)
    receipt = reader.text("receipt", _("Vui lòng ghi số biên lai hoặc chứng từ nộp tiền."), longest=100)
    reader.done()
    return {"receipt": receipt}


def _extend(doing: Doing) -> dict[str, Any]:
    """Why, and the new date: the one given, or the first that can be kept."""
    dossier = doing.dossier
    reader = Reader(doing.given)
    reason = reader.text("reason", _("Vui lòng ghi lý do chưa giải quyết đúng hạn."))
    new_due = reader.moment("new_due") or clocks.extension(dossier, doing.at)
    if new_due <= max(dossier.due_at, doing.at):
        reader.fault("new_due", _("Ngày hẹn mới phải sau ngày hẹn cũ và sau lúc này."))
    elif new_due - doing.at > FAR:
        reader.fault("new_due", _("Vui lòng chọn một ngày trong vòng một năm tới."))
    elif not calendar_of(dossier, doing.at).open_at(new_due - timedelta(minutes=1)):
        reader.fault("new_due", _("Ngày hẹn mới rơi ngoài giờ làm việc. Vui lòng chọn giờ làm việc."))
    reader.done()
    return notices.Apology(reason, dossier.due_at, new_due).as_data()


def _consult(doing: Doing) -> dict[str, Any]:
    """Which agencies, what they are asked, and until when."""
    reader = Reader(doing.given)
    question = reader.text("question", _("Vui lòng ghi nội dung cần hỏi ý kiến."))
    codes = reader.words("agencies", _("Vui lòng chọn ít nhất một cơ quan."))
    silent = set(doing.dossier.asked.filter(answered_at=None).values_list("agency", flat=True))
    for code in codes:
        try:
            asked = agencies.agency(code)
        except NotFound:
            reader.fault("agencies", _("Không có cơ quan nào mang mã này."))
            continue
        if asked.pk == doing.dossier.agency_id or not asked.path.startswith(agencies.site().path):
            reader.fault("agencies", _("Chỉ hỏi được cơ quan khác trong tỉnh."))
        elif asked.kind not in (AgencyKind.DEPARTMENT, AgencyKind.COMMUNE):
            reader.fault("agencies", _("Cơ quan này không có cán bộ chuyên môn để trả lời."))
        elif asked.pk in silent:
            reader.fault("agencies", _("Cơ quan này đã được hỏi và chưa trả lời."))
    calendar = calendar_of(doing.dossier, doing.at)
    usual = calendar.add(doing.at, ANSWER_DAYS * 480)
    today = clock.day(doing.at)
    deadline = reader.day("deadline", after=today, otherwise=clock.day(usual))
    reader.done()
    due = calendar.close_of(deadline)
    return {"agencies": codes, "question": question, "due": due.isoformat()}


def _answer(doing: Doing) -> dict[str, Any]:
    reader = Reader(doing.given)
    stance = reader.choice("stance", list(Stance), _("Vui lòng chọn đồng ý, không đồng ý hay ý kiến khác."))
    asks = "" if stance == Stance.AGREES else _("Vui lòng ghi ý kiến.")
    answer = reader.text("answer", asks)
    reader.done()
    return {"stance": stance, "answer": answer}


def _hand_over(doing: Doing) -> dict[str, Any]:
    reader = Reader(doing.given)
    taker = agencies.officer(reader.number("officer"))
    if (
        taker is None
        or taker.agency_id != doing.dossier.waiting_at_id
        or doing.dossier.waiting_role not in taker.roles
        or taker.pk == doing.dossier.assignee_id
    ):
        reader.fault("officer", _("Vui lòng chọn một đồng nghiệp khác cùng vị trí trong cơ quan."))
    elif taker.account_id == doing.dossier.applicant.account_id:
        reader.fault("officer", _("Đây là hồ sơ của chính người đó. Vui lòng chọn đồng nghiệp khác."))
    reader.done()
    assert taker
    return {"officer": taker.pk, "name": taker.account.name}


def _return(doing: Doing) -> dict[str, Any]:
    """At the counter, who took the paper."""
    if doing.dossier.delivery != Delivery.COUNTER:
        return {}
    reader = Reader(doing.given)
    taker = reader.text("handed_to", longest=200) or doing.dossier.applicant_name
    reader.done()
    return {"handed_to": taker}


def _dispatch(doing: Doing) -> dict[str, Any]:
    reader = Reader(doing.given)
    tracking = reader.text("tracking", _("Vui lòng ghi mã bưu gửi."), longest=60)
    reader.done()
    return {"tracking": tracking}


def _withdraw(doing: Doing) -> dict[str, Any]:
    reader = Reader(doing.given)
    reason = reader.text("reason", _("Vui lòng cho biết vì sao bạn rút hồ sơ."))
    reader.done()
    return notices.Withdrawal(reason).as_data()


READERS: Mapping[Verb, Callable[[Doing], dict[str, Any]]] = {
    Verb.ASK_SUPPLEMENT: _supplement,
    Verb.ASK_AGAIN: _supplement,
    Verb.SUPPLEMENT: lambda doing: dict(doing.given),  # checked with the whole application
    Verb.REFUSE: _refusal,
    Verb.DENY: _negative,
    Verb.SUSPEND: _stop,
    Verb.STOP: _stop,
    Verb.CHARGE: _charge,
    Verb.SETTLE: _settle,
    Verb.EXTEND: _extend,
    Verb.CONSULT: _consult,
    Verb.ANSWER: _answer,
    Verb.HAND_OVER: _hand_over,
    Verb.RETURN: _return,
    Verb.DISPATCH: _dispatch,
    Verb.WITHDRAW: _withdraw,
    Verb.APPRAISE: _note(_("Vui lòng ghi ý kiến thẩm định và đề xuất.")),
    Verb.SEND_BACK: _note(_("Vui lòng ghi lý do chuyển lại.")),
    Verb.OBJECT: _note(_("Vui lòng ghi chỗ cần sửa trong dự thảo.")),
    Verb.CORRECT: _note(_("Vui lòng ghi kết quả sai ở đâu và vì sao phải sửa.")),
}


def read(doing: Doing) -> dict[str, Any]:
    """What came with the act, checked. Raises Invalid with every fault."""
    reader = READERS.get(doing.row.verb)
    return reader(doing) if reader else {}
