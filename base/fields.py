"""The columns every app shares: quantities, money, search text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SMALLEST = Decimal("0.000001")
POSITIVE = MinValueValidator(SMALLEST)
NOT_NEGATIVE = MinValueValidator(Decimal(0))


class QuantityField(models.DecimalField):  # type: ignore[type-arg]
    """A quantity in the item's own unit, exact to 10⁻⁶."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 6, **kwargs})


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount of the currency named by the row's `currency`, exact to 10⁻⁴."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 4, **kwargs})


class CurrencyField(models.CharField):  # type: ignore[type-arg]
    """An ISO 4217 code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"verbose_name": _("currency"), "max_length": 3, "default": "CNY", **kwargs})


class SentenceField(models.JSONField):
    """The name of a sentence with its facts, all texts, so that everybody reads it in their own language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": dict, **kwargs})


class SearchField(models.TextField):  # type: ignore[type-arg]
    """What a list is searched by: the named columns in lower case, their pinyin, and its initials.

    Scanned with LIKE inside the tenant: row-level security keeps trigram indexes from being used, and
    two-character Chinese infixes defeat them anyway.
    """

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(*args, **{"editable": False, "default": "", **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Migrations see a plain text column: which columns feed it is no matter of schema."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", list(args), kwargs

    def compute(self, row: models.Model) -> str:
        return search_text(*(str(getattr(row, source) or "") for source in self.sources))

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        found = self.compute(model_instance)
        setattr(model_instance, self.attname, found)
        return found


def search_text(*texts: str) -> str:
    """`轴承 30204` -> `轴承 30204 zhoucheng 30204 zc 30204`: found by what is written, spoken or abbreviated."""
    written = " ".join(text for text in texts if text).lower()
    if written.isascii():
        return written
    from pypinyin import Style, lazy_pinyin  # here: its dictionary costs every process 0.3 s and 30 MB to start with

    spoken = "".join(lazy_pinyin(written))
    initials = "".join(lazy_pinyin(written, style=Style.FIRST_LETTER))
    return f"{written} {spoken} {initials}"
