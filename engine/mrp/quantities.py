"""Exact quantities: factors as fractions, one rounding up, to the item's own precision."""

from __future__ import annotations

import numpy as np

from engine.compiled import compiled
from engine.mrp.checks import QUANTITY_MAX
from engine.mrp.problem import SCALE, BomLines
from engine.tables import Flags, Ints

LIMIT = (1 << 63) - 1
PART_MAX = 1 << 61  # multiplied_up doubles a remainder of it


def factors(bom: BomLines, sound: Flags) -> tuple[Ints, Ints, Flags]:
    """Per line the fraction (top, bottom) = quantity (1 + scrap) / (base line_yield) in lowest terms, and the lines
    whose fraction does not fit in 61 bits."""
    whole = np.where(sound, bom.quantity, 1), np.where(sound, bom.base, 1)
    loss = np.where(sound, SCALE + bom.scrap, 1), np.where(sound, bom.line_yield, 1)
    top_a, bottom_a = _reduced(*whole)
    top_b, bottom_b = _reduced(*loss)
    top_a, bottom_b = _reduced(top_a, bottom_b)
    top_b, bottom_a = _reduced(top_b, bottom_a)
    too_large = (top_a > PART_MAX // top_b) | (bottom_a > PART_MAX // bottom_b)
    return np.where(too_large, 1, top_a * top_b), np.where(too_large, 1, bottom_a * bottom_b), too_large


def _reduced(top: Ints, bottom: Ints) -> tuple[Ints, Ints]:
    common = np.gcd(top, bottom)
    return top // common, bottom // common


@compiled
def multiplied_up(quantity: int, top: int, bottom: int) -> int:
    """quantity x top / bottom rounded up, exactly; -1 where that is more than QUANTITY_MAX."""
    whole, rest = quantity // bottom, quantity % bottom
    if whole > QUANTITY_MAX // top:
        return -1
    if rest <= LIMIT // top:
        result = whole * top + (rest * top + bottom - 1) // bottom
    else:  # long multiplication, bit by bit: rest x top would not fit in 63 bits
        part, left = 0, 0
        for bit in range(62, -1, -1):
            part, left = 2 * part, 2 * left
            if (top >> bit) & 1:
                left += rest
            while left >= bottom:
                part, left = part + 1, left - bottom
        result = whole * top + part + (1 if left > 0 else 0)
    return result if result <= QUANTITY_MAX else -1


@compiled
def rounded_up(quantity: int, step: int) -> int:
    return -(-quantity // step) * step


@compiled
def first_lot(need: int, minimum: int, maximum: int, multiple: int, precision: int) -> int:
    """The quantity of the first order of those that cover the need: all of it, or as much as one may be of (0: any)."""
    step = max(multiple, precision)
    step = rounded_up(step, precision)
    floor = rounded_up(max(minimum, step), step)
    if maximum > 0:
        need = min(need, max(maximum // step * step, floor))
    return rounded_up(max(need, floor), step)
