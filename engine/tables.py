"""Tables: frozen dataclasses whose fields are NumPy arrays of one length."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

# The names say the width kept (64, 32, 8 bits); to the type checker they are the same.
Ints = NDArray[np.signedinteger[Any]]
Shorts = NDArray[np.signedinteger[Any]]
Kinds = NDArray[np.signedinteger[Any]]
Flags = NDArray[np.bool_]

REQUIRED = object()


def column(dtype: Any, default: Any = REQUIRED) -> Any:
    """A field of a Table. Without a default the caller must give it."""
    metadata = {"dtype": dtype}
    return field(metadata=metadata) if default is REQUIRED else field(default=default, metadata=metadata)


@dataclass(frozen=True, eq=False)
class Table:
    """Rows kept as columns. Any sequence is accepted and becomes an array; one number stands for every row.

    The first field has no default and says how many rows there are. Raises ValueError where a column is longer
    or shorter than it. Compiled code takes the columns of what goes in, so they are made contiguous; `spread` columns
    of what comes out may lie among others, uncopied.
    """

    spread: ClassVar[bool] = False

    def __post_init__(self) -> None:
        columns = fields(self)
        rows = len(getattr(self, columns[0].name))
        for known in columns:
            object.__setattr__(self, known.name, self._array(known, rows))

    def _array(self, known: Field[Any], rows: int) -> NDArray[Any]:
        given = np.asarray(getattr(self, known.name), dtype=known.metadata["dtype"])
        array = np.full(rows, given) if given.ndim == 0 else given
        if array.shape != (rows,):
            raise ValueError(f"{type(self).__name__}.{known.name}: {array.size} values for {rows} rows")
        return array if self.spread else np.ascontiguousarray(array)

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def columns(self) -> dict[str, NDArray[Any]]:
        return {known.name: getattr(self, known.name) for known in fields(self)}

    def row(self, index: int) -> dict[str, int | bool]:
        return {name: values[index].item() for name, values in self.columns().items()}

    def rows(self) -> list[dict[str, int | bool]]:
        lists = {name: values.tolist() for name, values in self.columns().items()}
        return [dict(zip(lists, cells, strict=True)) for cells in zip(*lists.values(), strict=True)]

    @classmethod
    def empty(cls) -> Self:
        return cls(**{known.name: () for known in fields(cls)})
