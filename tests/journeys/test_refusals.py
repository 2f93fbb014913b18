"""Whoever it does not concern finds nothing, not even that there is something."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.people.models import Account
from tests.journeys.conftest import Open
from tests.journeys.ways import MARITAL_STATUS, begin, is_not_found, scan

pytestmark = pytest.mark.browser


def test_the_neighbour_and_officers_elsewhere(
    open_window: Open, account: Callable[[str], Account], advanced: Callable[..., Dossier]
) -> None:
    # Given a citizen with a dossier that is done, and a draft with a document
    dossier = advanced(Verb.RETURN)
    citizen = open_window("citizen")
    draft = begin(citizen, MARITAL_STATUS)
    citizen.goto(f"{draft}documents")
    citizen.get_by_label("Giấy tờ chứng minh thông tin về cư trú").set_input_files(scan("cư trú.pdf"))  # type: ignore[arg-type]
    citizen.get_by_role("button", name="Tải lên").click()
    document = citizen.get_by_role("link", name="cư trú.pdf").get_attribute("href") or ""
    assert citizen.request.get(document).ok
    assert citizen.request.get(f"/my/dossiers/{dossier.code}/papers/result").ok

    # Then her neighbour sees none of it
    neighbour = open_window("neighbour")
    for address in (
        f"/my/dossiers/{dossier.code}",
        f"/my/dossiers/{dossier.code}/papers/result",
        f"/my/dossiers/{dossier.code}/documents/{dossier.result_id}",
        draft,
        f"{draft}sections/requester",
        f"{draft}documents",
        f"{draft}review",
        f"{draft}discard",
        document,
    ):
        is_not_found(neighbour, address)
    neighbour.goto("/my/")
    expect(neighbour.get_by_role("main")).not_to_contain_text(dossier.code)

    # And neither does an officer of another commune
    elsewhere = open_window("reception.06673")
    is_not_found(elsewhere, f"/office/dossiers/{dossier.code}")
    is_not_found(elsewhere, f"/office/dossiers/{dossier.code}/documents/{dossier.result_id}")
    elsewhere.goto("/office/")
    elsewhere.get_by_label("Mở hồ sơ theo mã").last.fill(dossier.code)
    elsewhere.get_by_role("button", name="Mở", exact=True).click()
    expect(elsewhere.get_by_text("Không có hồ sơ mang mã này")).to_be_visible()
    assert queries.drafts_of(account("neighbour")) == []


def test_the_wrong_side_of_the_counter(open_window: Open) -> None:
    # A citizen has no business in the office
    citizen = open_window("citizen")
    answer = citizen.goto("/office/")
    assert answer is not None
    assert answer.status == 403
    expect(citizen.get_by_text("Trang này dành cho cán bộ")).to_be_visible()
    # An officer has no dossiers of her own, and is told where to file for others
    officer = open_window("reception")
    answer = officer.goto("/my/")
    assert answer is not None
    assert answer.status == 403
    expect(officer.get_by_text("Tiếp nhận tại quầy").last).to_be_visible()
    # Who has not signed in is asked to, and then comes to where they wanted to go
    nobody = open_window()
    nobody.goto("/my/drafts/")
    nobody.get_by_role("listitem").filter(has_text="Trần Văn Thử").get_by_role("button").click()
    nobody.wait_for_url("**/my/drafts/")
