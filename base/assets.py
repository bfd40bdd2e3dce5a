"""What the browser loads: named files of node_modules as /static/vendor/*, hashed names, icons drawn into the page.

Nothing third-party is committed and nothing is bundled. Without node_modules every page works, only plainer.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Warning
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

PACKAGES = Path(settings.BASE_DIR) / "node_modules"
OWN = Path(settings.BASE_DIR) / "static"
PREFIX = "vendor/"
IMPORT = re.compile(r'^import (?:.* from )?"(\.[^"]+)";', re.MULTILINE)


class VendorFinder(BaseFinder):
    """Finds the files of `settings.VENDOR` (name -> path in node_modules), and nothing else of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.sources = {PREFIX + name: PACKAGES / path for name, path in settings.VENDOR.items()}
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [str(source.relative_to(PACKAGES)) for source in self.sources.values() if not source.is_file()]
        if not missing:
            return []
        hint = "`make setup` brings them; until then pages have no icons and do not refresh in place."
        return [Warning(f"node_modules lacks {', '.join(missing)}", hint=hint, id="base.W101")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = self.sources.get(path)
        found = [str(source)] if source and source.is_file() else []
        return found if find_all or not found else found[0]  # Django wants an empty list for nothing

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name, source in self.sources.items():
            if source.is_file():
                yield name, _OneFile(name, source)


class _OneFile(FileSystemStorage):
    """A storage that holds one file under another name."""

    prefix = None

    def __init__(self, name: str, source: Path) -> None:
        super().__init__(location=source.parent)
        self.names = {name: source}

    def path(self, name: str) -> str:
        return str(self.names[name])


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed, compressed names. A file that was not collected keeps its plain name: tests collect nothing."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name

    def url_converter(self, name: str, hashed_files: dict[str, str], template: str | None = None) -> Callable[..., str]:
        """Other people's scripts stay as they are: their comments name files that are not there."""
        if name.startswith(PREFIX) and name.endswith(".js"):
            return lambda found: str(found[0])
        return super().url_converter(name, hashed_files, template)  # type: ignore[no-any-return]


@lru_cache
def imported(script: str) -> tuple[str, ...]:
    """The modules one of our scripts needs, itself or through others, as names of static files.

    A page names them all, or the browser learns of them one after the other.
    """
    found = [script]
    for name in found:
        paths = (posixpath.join(posixpath.dirname(name), path) for path in IMPORT.findall((OWN / name).read_text()))
        found += [path for path in dict.fromkeys(map(posixpath.normpath, paths)) if path not in found]
    return tuple(found[1:])


@lru_cache(maxsize=500)
def icon_svg(name: str) -> str:
    """The drawing of a lucide icon as inline SVG without a size; "" when the package is not installed."""
    try:
        text = (PACKAGES / "lucide-static" / "icons" / f"{name}.svg").read_text()
    except OSError:
        return ""
    inner = re.sub(r"<!--.*?-->|</?svg[^>]*>", "", text, flags=re.DOTALL)
    return (
        '<svg class="i" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"'
        f' stroke-linejoin="round" aria-hidden="true" focusable="false">{" ".join(inner.split())}</svg>'
    )
