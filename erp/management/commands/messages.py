"""`manage.py messages`: what the source says, into the catalogues a translator fills. Needs no gettext, only Babel."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

NOT_OURS = {".venv", ".data", "node_modules", "tests", "migrations", "benchmarks", "docs"}
# The functions that translate, each with how many of its first arguments are a context and how many are texts.
CALLS = {name: (0, 1) for name in ("_", "_text", "gettext", "gettext_lazy", "gettext_noop")}
CALLS |= {name: (0, 2) for name in ("ngettext", "ngettext_lazy")}
CALLS |= {name: (1, 1) for name in ("pgettext", "pgettext_lazy")}
CALLS |= {name: (1, 2) for name in ("npgettext", "npgettext_lazy")}
Said = tuple[str | None, Any]


class Command(BaseCommand):
    help = "Bring every catalogue up to date: new texts wait for translation, texts no longer in the source leave."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        template = said()
        for path in catalogues():
            catalogue = read(path)
            catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
            with path.open("wb") as file:
                write_po(file, catalogue, no_location=True, sort_output=True, ignore_obsolete=True, width=120)
            self.stdout.write(f"{path.parent.parent.name}: {len(lacking(catalogue))} of {len(catalogue)} to translate")


def said() -> Catalog:
    """Every text in Python and in templates, as an empty catalogue."""
    template = Catalog()
    for path in sources():
        for context, text in _of_python(path) if path.suffix == ".py" else _of_template(path):
            template.add(text, context=context)
    return template


def sources() -> Iterator[Path]:
    for path in sorted(settings.BASE_DIR.rglob("*")):
        ours = not NOT_OURS.intersection(path.relative_to(settings.BASE_DIR).parts)
        if ours and path.suffix in (".py", ".html", ".txt"):
            yield path


def _of_python(path: Path) -> Iterator[Said]:
    """From the syntax tree: a text inside an f-string counts, one inside a nested call does not."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and (shape := CALLS.get(_name(node.func))):
            given = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
            contexts, texts = given[: shape[0]], given[shape[0] : sum(shape)]
            if all(isinstance(text, str) for text in (*contexts, *texts)) and texts:
                yield (*contexts, None)[0], tuple(texts) if len(texts) > 1 else texts[0]


def _name(called: ast.expr) -> str:
    return str(getattr(called, "id", getattr(called, "attr", "")))


def _of_template(path: Path) -> Iterator[Said]:
    """Django turns a template into calls among padding, whose indentation would mean something to Babel's reader."""
    calls = re.sub(r"(?m)^\s+", "", templatize(path.read_text(), origin=str(path)))
    for _line, text, _comments, context in extract("python", io.BytesIO(calls.encode())):
        yield context, text


def catalogues() -> list[Path]:
    return [path for folder in settings.LOCALE_PATHS for path in sorted(folder.glob("*/LC_MESSAGES/django.po"))]


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def lacking(catalogue: Catalog) -> list[Message]:
    """The messages without a translation."""
    return [message for message in catalogue if message.id and not _whole(message.string)]


def _whole(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)
