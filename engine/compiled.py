"""`@compiled`: a function Numba turns into machine code once and keeps on disk. `@inlined`: one that becomes part of
the compiled function that calls it.

Where Numba is absent the same function runs as plain Python, slower, with the same result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
ENGINE = Path(__file__).parent


def _digest() -> str:
    """Names the cache after every source of the engine: Numba itself only notices a change in the kernel's own
    file, and would go on using old code of a function called from another one."""
    sources = hashlib.sha256()
    for path in sorted(ENGINE.rglob("*.py")):
        sources.update(path.read_bytes())
    return sources.hexdigest()[:16]


try:
    import numba
except ImportError:  # pragma: no cover

    def compiled(function: Kernel) -> Kernel:
        return function

    inlined = compiled
else:
    settings: Any = numba.config
    if not settings.CACHE_DIR:
        settings.CACHE_DIR = str(ENGINE / "__pycache__" / _digest())
    options: dict[str, Any] = {"cache": True, "no_cfunc_wrapper": True}  # nothing in C calls them

    def compiled(function: Kernel) -> Kernel:
        return cast(Kernel, numba.njit(**options)(function))

    def inlined(function: Kernel) -> Kernel:
        return cast(Kernel, numba.njit(forceinline=True, **options)(function))
