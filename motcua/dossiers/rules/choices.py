"""What people choose between: how a result reaches them, what another agency says."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Delivery(StrEnum):
    """How the applicant wants the result. Whatever they choose, the electronic one is theirs too."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


DELIVERY_NAMES: "dict[Delivery, StrOrPromise]" = {
    Delivery.ONLINE: _("Bản điện tử, tải về trên Cổng"),
    Delivery.COUNTER: _("Bản giấy, nhận tại quầy"),
    Delivery.POST: _("Bản giấy, qua bưu chính công ích"),
}


class Stance(StrEnum):
    """What an agency that was consulted says."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    COMMENTS = "comments"


STANCE_NAMES: "dict[Stance, StrOrPromise]" = {
    Stance.AGREES: _("Đồng ý"),
    Stance.DISAGREES: _("Không đồng ý"),
    Stance.COMMENTS: _("Có ý kiến khác"),
}
