"""Kinds of administrative units and agencies, and the roles that officers hold in them."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class AgencyKind(StrEnum):
    NATION = "nation"
    MINISTRY = "ministry"
    PROVINCE = "province"
    DEPARTMENT = "department"
    CENTRE = "centre"  # provincial public administration service centre: receives for the departments
    COMMUNE = "commune"


class Role(StrEnum):
    """What a position lets an officer do. One officer may hold several."""

    RECEPTION = "reception"
    CASE = "case"
    APPROVER = "approver"
    CLERK = "clerk"
    LEADER = "leader"


LEADING = frozenset({Role.LEADER, Role.APPROVER})  # who answers for the work of an agency

ROLE_NAMES = {
    Role.RECEPTION: _("Cán bộ tiếp nhận và trả kết quả"),
    Role.CASE: _("Cán bộ thẩm định"),
    Role.APPROVER: _("Người phê duyệt"),
    Role.CLERK: _("Văn thư"),
    Role.LEADER: _("Lãnh đạo theo dõi"),
}
