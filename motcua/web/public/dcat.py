"""The catalogue of open data as programs read it: DCAT 3 in JSON-LD."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from motcua.agencies import queries as agencies
from motcua.catalogue.rules.definition import Text
from motcua.indicators.actions import opening as actions
from motcua.indicators.queries import opened
from motcua.indicators.rules import sets
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.series import Span
from motcua.kernel import clock
from motcua.kernel.errors import NotFound

TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
IANA = "https://www.iana.org/assignments/media-types/"
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
FREQUENCIES = {Span.MONTH: "MONTHLY", Span.QUARTER: "QUARTERLY", Span.YEAR: "ANNUAL"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def offered() -> dict[Span, tuple[Period, ...]]:
    """The periods that are opened, latest first; none where there are no facts."""
    try:
        return opened.offered(now=clock.now())
    except NotFound:
        return {}


def address(what: str, period: str, kind: str) -> str:
    """Of a file: `what` is "dossiers" or a set's name."""
    if what == actions.DOSSIERS:
        return reverse("open_dossiers", args=[period, kind])
    return reverse("open_indicators", args=[what, period, kind])


def catalogue(request: HttpRequest) -> dict[str, Any]:
    """All datasets that are opened now."""
    site = agencies.site()
    home = request.build_absolute_uri(reverse("open_data"))
    publisher = {
        "@id": f"{home}#publisher",
        "@type": "foaf:Agent",
        "foaf:name": [_said(site.name_vi, "vi"), _said(site.name_en, "en")],
        "dcterms:identifier": site.code,
    }
    return {
        "@context": CONTEXT,
        "@id": request.build_absolute_uri(reverse("open_catalogue")),
        "@type": "dcat:Catalog",
        "dcterms:title": [_said("Dữ liệu mở của Motcua", "vi"), _said("Motcua open data", "en")],
        "dcterms:description": [
            _said("Chỉ tiêu phục vụ người dân và hồ sơ thủ tục hành chính đã ẩn danh", "vi"),
            _said("Indicators of public service, and anonymised dossiers of administrative procedures", "en"),
        ],
        "dcterms:publisher": publisher,
        "dcterms:license": {"@id": opened.terms().licence_url},
        "dcterms:language": ["vi", "en"],
        "foaf:homepage": {"@id": home},
        "dcat:dataset": list(_datasets(request)),
    }


def _datasets(request: HttpRequest) -> Iterator[dict[str, Any]]:
    spans = offered()
    for name in sets.names():
        title = sets.shipped(name).title
        for kind, row in spans.items():
            yield from (_dataset(request, name, title, kind, period) for period in row)
    title = Text("Hồ sơ thủ tục hành chính, đã ẩn danh", "Dossiers of administrative procedures, anonymised")
    for period in spans.get(Span.MONTH, ()):
        yield _dataset(request, actions.DOSSIERS, title, Span.MONTH, period)


def _dataset(request: HttpRequest, what: str, title: Text, kind: Span, period: Period) -> dict[str, Any]:
    name, terms = opened.name_of(period), opened.terms()
    return {
        "@id": f"{request.build_absolute_uri(reverse('open_data'))}#{what}-{name}",
        "@type": "dcat:Dataset",
        "dcterms:identifier": f"{what}-{name}",
        "dcterms:title": [_said(f"{title.vi}, {name}", "vi"), _said(f"{title.en}, {name}", "en")],
        "dcterms:description": [
            _said(f"Số liệu nhỏ hơn {terms.k} hồ sơ được giấu hoặc gộp", "vi"),
            _said(f"Figures of fewer than {terms.k} dossiers are hidden or merged", "en"),
        ],
        "dcterms:publisher": {"@id": f"{request.build_absolute_uri(reverse('open_data'))}#publisher"},
        "dcterms:accrualPeriodicity": {"@id": FREQUENCY + FREQUENCIES[kind]},
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": period.first.isoformat()},
            "dcat:endDate": {"@type": "xsd:date", "@value": period.last.isoformat()},
        },
        "dcterms:spatial": {"@id": "http://publications.europa.eu/resource/authority/country/VNM"},
        "dcterms:license": {"@id": terms.licence_url},
        "dcat:distribution": [_distribution(request, what, name, form) for form in actions.FORMATS],
    }


def _distribution(request: HttpRequest, what: str, name: str, form: str) -> dict[str, Any]:
    url = request.build_absolute_uri(address(what, name, form))
    made = actions.made(what, name, form)
    found: dict[str, Any] = {
        "@id": url,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": IANA + TYPES[form]},
        "dcterms:license": {"@id": opened.terms().licence_url},
    }
    if made:
        found["dcat:byteSize"] = made.size
        found["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": made.digest,
        }
    return found


def _said(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}
