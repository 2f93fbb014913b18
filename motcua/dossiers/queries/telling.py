"""Who is to be told, and of what: everything for a batch of news, by a fixed number of queries."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from motcua.agencies.models import Absence, Agency, Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Text
from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.dossiers.rules.telling import Colleague, Facts


def tellable() -> DossierQuerySet:
    """Dossiers with what messages print, without the applicant's answers."""
    return Dossier.objects.select_related("agency", "desk", "applicant").defer("answers")


def facts(dossier: Dossier) -> Facts:
    """What messages print of this dossier, as `tellable` gives it. No query."""
    return Facts(
        code=dossier.code,
        procedure=catalogue.version(dossier.version_id).name,
        applicant=dossier.applicant_name,
        agency=name_of(dossier.agency),
        desk=name_of(dossier.desk),
        due_at=dossier.due_at,
        draft_due_at=dossier.draft_due_at,
        delivery=dossier.delivery,
        address=dossier.delivery_address,
    )


def name_of(agency: Agency) -> Text:
    """The agency's name in both languages."""
    return Text(agency.name_vi, agency.name_en)


def colleagues_of(
    dossiers: Iterable[Dossier], *, on: date, codes: Collection[str] = ()
) -> dict[int, Colleague]:
    """The officers of the agencies of these dossiers, and of the agencies with these codes, by id."""
    places = {place for one in dossiers for place in (one.agency_id, one.desk_id)}
    return colleagues(Q(agency__in=places) | Q(agency__code__in=list(codes)), on=on)


def colleagues(which: Q, *, on: date) -> dict[int, Colleague]:
    """The officers in office that `which` asks for, by id. Two queries."""
    rows = list(Officer.objects.filter(which, active=True).select_related("account", "agency").order_by("pk"))
    away = dict(
        Absence.objects.filter(
            officer__in=[row.pk for row in rows], cancelled_at=None, starts_on__lte=on, ends_on__gte=on
        ).values_list("officer", "delegate")
    )
    return {
        row.pk: Colleague(
            officer=row.pk,
            account=row.account_id,
            name=row.account.name,
            agency=row.agency_id,
            agency_code=row.agency.code,
            roles=frozenset(row.roles),
            fields=frozenset(row.fields),
            away=row.pk in away,
            delegate=away.get(row.pk),
        )
        for row in rows
    }
