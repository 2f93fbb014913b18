"""The catalogue."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router
from ninja.params.functions import Query

from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.kernel import clock
from motcua.web.api.shapes import ProcedureOut, ProcedurePage, problems

router = Router()


@router.get("", response={200: ProcedurePage, **problems(422)}, url_name="procedures")
def list_procedures(
    request: HttpRequest,
    q: str = Query("", max_length=200, description="words, with or without diacritics"),
    field: str = Query("", max_length=20, description="code of a field, as in the rows"),
    level: str = Query("", max_length=20, description="ministry, province or commune"),
    life_event: str = Query("", max_length=40, description="for instance birth, marriage, housing"),
    online: bool | None = Query(None, description="only those for which one can, or cannot, apply online"),
    after: str = Query("", max_length=200, description="`next` of the page before"),
    limit: int = Query(20, ge=1, le=100),
) -> dict[str, Any]:
    """Procedures in force today, best match first."""
    page = catalogue.search(
        on=clock.day(clock.now()),
        text=q,
        field=field,
        level=level,
        life_event=life_event,
        online=online,
        after=after,
        limit=limit,
    )
    return {
        "items": [
            {
                "code": hit.code,
                "name_vi": hit.name.vi,
                "name_en": hit.name.en,
                "field": hit.field_code,
                "levels": list(hit.levels),
                "channels": list(hit.channels),
                "service_level": hit.service_level,
            }
            for hit in page.hits
        ],
        "next": page.next,
    }


@router.get("/{code}", response={200: ProcedureOut, **problems(404)}, url_name="procedure")
def get_procedure(request: HttpRequest, code: str) -> dict[str, Any]:
    """One procedure with the JSON Schema of its form, in the language of the request."""
    published = catalogue.current(code, on=clock.day(clock.now()))
    return {
        "code": published.procedure.code,
        "version": published.procedure.number,
        "definition": catalogue.definition(published.version_id),
        "form_schema": forms.schema(published.procedure, (get_language() or "vi")[:2]),
    }
