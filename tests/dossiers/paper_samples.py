"""Data of papers: an ordinary dossier of each kind, and the worst that forms let through."""

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

from motcua.catalogue.rules.definition import (
    ApplicantKind,
    Channel,
    ChannelTerms,
    Component,
    Fee,
    Form,
    LegalBasis,
    Level,
    Limit,
    Procedure,
    Result,
    ServiceLevel,
    Text,
    TimeUnit,
)
from motcua.dossiers.rules import papers

TEMPLATES = (
    "receipt",
    "confirmation",
    "certificate",
    "decision",
    "permit",
    "marital_status",
    "birth_certificate",
    "civil_status_extract",
)
SEALED_ONLY = ("receipt", "confirmation")

RESULTS = {
    "certificate": "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
    "decision": "Quyết định hưởng trợ cấp xã hội hàng tháng",
    "permit": "Giấy phép xây dựng",
    "marital_status": "Giấy xác nhận tình trạng hôn nhân",
    "birth_certificate": "Giấy khai sinh",
    "civil_status_extract": "Trích lục khai tử",
}

WARD = papers.Office(
    "H49.061.01",
    "Ủy ban nhân dân phường Hạ Long",
    "Ủy ban nhân dân tỉnh Quảng Ninh",
    "Hạ Long",
)
DEPARTMENT = papers.Office("H49.02", "Sở Xây dựng", "Ủy ban nhân dân tỉnh Quảng Ninh", "Hạ Long")
CENTRE = papers.Office(
    "H49.90",
    "Trung tâm Phục vụ hành chính công tỉnh Quảng Ninh",
    "Ủy ban nhân dân tỉnh Quảng Ninh",
    "Hạ Long",
)

ANSWERS: dict[str, Any] = {
    "requester": {
        "person": {
            "full_name": "Nguyễn Thị Hường",
            "personal_id": "022190001234",
            "birth_date": "1990-05-18",
            "sex": "female",
        },
        "relation": "self",
        "address": {"province": "22", "commune": "06652", "detail": "Số 12, tổ 5"},
    },
    "subject": {"ethnicity": "kinh", "nationality": "Việt Nam", "resident_from": "2015-03-02"},
    "status": {"marital_status": "never_married"},
    "purpose": {
        "purpose": "marriage",
        "partner": {
            "full_name": "Đỗ Quang Khải",
            "personal_id": "022088004321",
            "birth_date": "1988-10-14",
            "sex": "male",
        },
        "marriage_place": "Ủy ban nhân dân phường Bãi Cháy",
    },
    "child": {
        "full_name": "Đỗ Nguyễn Bảo Ngọc",
        "birth_date": "2026-11-05",
        "sex": "female",
        "ethnicity": "kinh",
        "nationality": "Việt Nam",
        "birth_place_kind": "facility",
        "facility": "Bệnh viện Sản Nhi Quảng Ninh",
        "birth_place": {"province": "22", "commune": "06652"},
        "home_town": {"province": "22", "commune": "06652"},
    },
    "mother": {
        "full_name": "Nguyễn Thị Hường",
        "personal_id": "022190001234",
        "birth_date": "1990-05-18",
        "ethnicity": "kinh",
        "nationality": "Việt Nam",
        "address": {"province": "22", "commune": "06652", "detail": "Số 12, tổ 5"},
    },
    "father": {
        "full_name": "Đỗ Quang Khải",
        "passport": "N1234567",
        "birth_date": "1988-10-14",
        "ethnicity": "tay",
        "nationality": "Việt Nam",
        "address": {"province": "22", "commune": "06652", "detail": "Số 12, tổ 5"},
    },
}

SHOWN: list[dict[str, Any]] = [
    {
        "title": "Người được cấp giấy",
        "rows": [
            {"path": "subject.ethnicity", "label": "Dân tộc", "value": "Kinh"},
            {"path": "subject.nationality", "label": "Quốc tịch", "value": "Việt Nam"},
            {
                "path": "requester.address",
                "label": "Nơi cư trú",
                "value": "Số 12, tổ 5, phường Hạ Long, tỉnh Quảng Ninh",
            },
            {"path": "mother.address", "label": "Nơi cư trú của mẹ", "value": "tổ 5, phường Hạ Long"},
            {"path": "father.address", "label": "Nơi cư trú của cha", "value": "tổ 5, phường Hạ Long"},
            {"path": "child.birth_place", "label": "Nơi sinh", "value": "phường Hạ Long, tỉnh Quảng Ninh"},
            {"path": "child.home_town", "label": "Quê quán", "value": "phường Hạ Long, tỉnh Quảng Ninh"},
            {"path": "child.ethnicity", "label": "Dân tộc của trẻ", "value": "Kinh"},
            {"path": "mother.ethnicity", "label": "Dân tộc của mẹ", "value": "Kinh"},
            {"path": "father.ethnicity", "label": "Dân tộc của cha", "value": "Tày"},
            {"path": "requester.email", "label": "Thư điện tử", "value": ""},
        ],
        "tables": [],
    },
    {
        "title": "Tình trạng và mục đích",
        "rows": [
            {
                "path": "status.marital_status",
                "label": "Tình trạng hôn nhân",
                "value": "Chưa đăng ký kết hôn với ai",
            },
            {"path": "purpose.purpose", "label": "Giấy xác nhận dùng để", "value": "Kết hôn"},
        ],
        "tables": [
            {
                "label": "Người cùng hộ",
                "head": ["Họ và tên", "Quan hệ", "Năm sinh"],
                "rows": [
                    ["Đỗ Quang Khải", "Chồng", "1988"],
                    ["Đỗ Nguyễn Bảo Ngọc", "Con", "2026"],
                ],
            }
        ],
    },
    {
        "title": "Phần không ai trả lời",
        "rows": [{"path": "empty.one", "label": "Câu hỏi bỏ trống", "value": ""}],
        "tables": [],
    },
]

COMPONENTS = [
    {
        "name": "Tờ khai theo mẫu",
        "originals": 1,
        "copies": 0,
        "electronic": True,
        "given": "Bản điện tử",
    },
    {
        "name": "Giấy tờ chứng minh thông tin về cư trú, trong trường hợp chưa khai thác được từ cơ sở dữ",
        "originals": 0,
        "copies": 12,
        "electronic": True,
        "given": "",
    },
]

MARKUP = '#panic("x") $x$ *đậm* _nghiêng_ <nhãn> @ai \\ `mã` [nội dung] // hết /* = tiêu đề "trích"'
EMOJI = "Nguyễn Văn 😀 🇻🇳 Đạt"


def procedure(result: str) -> Procedure:
    """One that is as any other: fees, a limit, legal bases."""
    return Procedure(
        code="1.004873",
        number=1,
        valid_from=date(2026, 1, 1),
        name=Text(
            "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
            "Certificate of marital status",
        ),
        field_code="G15-HT",
        field_name=Text("Hộ tịch", "Civil status"),
        levels=(Level.COMMUNE,),
        channels=(
            ChannelTerms(
                Channel.ONLINE,
                Limit(3, TimeUnit.WORKING_DAY),
                (Fee("fee", Text("Lệ phí", "Fee"), 15_000),),
            ),
        ),
        service_level=ServiceLevel.WHOLE,
        applicants=(ApplicantKind.CITIZEN,),
        process="five-step",
        form=Form(()),
        components=(Component("declaration", Text("Tờ khai", "Declaration")),),
        result=Result("KQ.G15.000038", Text(result, "Result"), "certificate", "UBND-XNTTHN"),
        legal_basis=(
            LegalBasis("60/2014/QH13", "Luật Hộ tịch"),
            LegalBasis(
                "123/2015/NĐ-CP",
                "Nghị định quy định chi tiết một số điều và biện pháp thi hành Luật Hộ tịch",
            ),
        ),
        decision="163/QĐ-BTP",
        summary=Text("Xác nhận tình trạng hôn nhân.", "Confirms marital status."),
    )


def sample(template: str, **changed: Any) -> dict[str, Any]:
    """The data of an ordinary dossier."""
    given: dict[str, Any] = {
        "procedure": procedure(RESULTS.get(template, "Giấy chứng nhận")),
        "channel": Channel.ONLINE,
        "code": "H49.061.01-261121-0042",
        "office": DEPARTMENT if template in ("permit", "decision") else WARD,
        "desk": CENTRE if template in ("permit", "decision", "confirmation") else WARD,
        "subject": papers.Subject(
            name="Nguyễn Thị Hường",
            number="022190001234",
            birth_date=date(1990, 5, 18),
            sex="Nữ",
            phone="0912345678",
            email="huong@example.vn",
            address="Số 12, tổ 5, phường Hạ Long, tỉnh Quảng Ninh",
        ),
        "answers": ANSWERS,
        "shown": SHOWN,
        "components": COMPONENTS,
        "submitted_at": datetime(2026, 11, 21, 2, 30, tzinfo=UTC),
        "received_at": datetime(2026, 11, 23, 1, 5, tzinfo=UTC),
        "due_at": datetime(2026, 11, 26, 10, 0, tzinfo=UTC),
        "day": date(2026, 11, 23),
        "url": "https://dichvucong.example.vn/verify/Zk3vQ8xW1mN5pR7tY2uB4cD6fG9hJ0aL",
        "test": True,
        "signatory": papers.Signatory("Trần Đức Thắng", "Chủ tịch"),
    }
    chosen = given | changed
    frozen = chosen.pop("procedure")  # nothing that prints can change it
    return papers.data(procedure=frozen, **deepcopy(chosen))


def torture(template: str) -> dict[str, Any]:
    """Very long names, markup in every text, forty rows, words that never end, emoji where told."""
    long = "Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Trần Lê Phạm Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Quỳnh Như Ý " * 2
    text = f"{long}{MARKUP}\nDòng thứ hai {'x' * 300}"
    person = {
        "full_name": long + MARKUP,
        "personal_id": "022190001234",
        "birth_date": "1990-05-18",
        "sex": "female",
    }
    return sample(
        template,
        office=papers.Office("H49", f"Sở {MARKUP} {long}", MARKUP, MARKUP),
        subject=papers.Subject(text, "0221 " + MARKUP, None, "", "", "x" * 120 + "@example.vn", text),
        answers={
            part: {
                "person": person,
                "nationality": MARKUP,
                "full_name": text,
                "ethnicity": text,
                "address": text,
                "marital_status": text,
                "resident_to": "không rõ",
            }
            for part in ("subject", "child", "mother", "father", "status")
        },
        shown=[
            {
                "title": text,
                "rows": [
                    {"path": "", "label": f"{MARKUP} {row}", "value": text if row < 3 else MARKUP}
                    for row in range(40)
                ],
                "tables": [
                    {
                        "label": MARKUP,
                        "head": ["Một " + MARKUP, "x" * 80, "Ba"],
                        "rows": [[text], [MARKUP] * 5, *([["Đỗ", "1", "2"]] * 40)],
                    }
                ],
            }
        ],
        components=[
            {"name": name, "originals": 1, "copies": 2, "electronic": True, "given": ""}
            for name in (text, *[MARKUP] * 39)
        ],
        proposal=text,
        signatory=papers.Signatory(long + MARKUP, "Chủ tịch " + MARKUP),
    )


def bare(template: str) -> dict[str, Any]:
    """Nothing answered, nobody named."""
    return sample(
        template,
        subject=papers.Subject("", "", None, "", "", "", ""),
        answers={},
        shown=[],
        components=[],
        received_at=None,
        signatory=None,
        test=False,
        office=papers.Office("", "", "", ""),
    )
