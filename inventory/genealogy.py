"""Which lots became part of which: kept as a ledger of transformations, walked both ways in one query."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from base.refusals import Unacceptable
from inventory.models import Lot, Transformation
from inventory.movements import Cause


def transform(
    produced_id: int, used: Mapping[int, Decimal], cause: Cause, *, beside: bool = False
) -> list[Transformation]:
    """So much of each lot used became part of the lot produced. Stock moves by itself (issue, receive).

    `beside`: of a lot that came out beside the product, to which the same quantities are counted.
    """
    if produced_id in used:
        raise Unacceptable(_("Lot %(lot)s is not made of itself") % {"lot": Lot.objects.get(pk=produced_id)})
    edges = [
        Transformation(
            consumed_id=lot_id,
            produced_id=produced_id,
            quantity=quantity,
            beside=beside,
            business_on=cause.on,
            subject_type=cause.subject._meta.label_lower if cause.subject else "",
            subject_id=cause.subject.pk if cause.subject else None,
        )
        for lot_id, quantity in used.items()
    ]
    return Transformation.objects.bulk_create(edges, batch_size=2000)
