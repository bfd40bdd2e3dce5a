"""The Chinese catalogue says everything the source says, whole and in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from django.conf import settings

from erp.management.commands.messages import catalogues, lacking, read, said, sources

CHINESE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
IDEOGRAPH = r"[\u4e00-\u9fff]"

# Where Chinese may stand in the source, and why.
CHINESE_ALLOWED = {
    "*/sheets.py": "the headings of the import workbook and the words of its cells are a file format",
    "base/importing.py": "joins the titles of those sheets",
    "base/sheets.py": "joins the headings of those sheets",
    "base/cells.py": "yes, no, dates and weekdays as people write them in those cells",
    "base/workbooks.py": "the heading of the column of errors, in both languages at once",
    "base/holidays.py": "the names of Chinese public holidays are data",
    "erp/demonstration/*.py": "the invented factory and its people are data",
    "erp/management/commands/demo.py": "names that factory, and says who may try it in a terminal that has no language",
    "erp/settings.py": "a language is offered in its own name",
}


def the_catalogue() -> Any:
    (path,) = [path for path in catalogues() if path.parts[-3] == "zh_Hans"]
    return read(path)


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return [message for message in the_catalogue() if message.id]


def texts(string: Any) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (string or "",)


def test_every_text_of_the_source_is_in_the_catalogue_and_nothing_else() -> None:
    source = {(message.context, message.id) for message in said() if message.id}
    known = {(message.context, message.id) for message in the_catalogue() if message.id}
    assert source - known == set(), "run `make messages` and translate these"
    assert known - source == set(), "run `make messages`: these are said no more"


def test_every_text_has_a_translation() -> None:
    assert [message.id for message in lacking(the_catalogue())] == []


def test_nothing_is_marked_doubtful_or_kept_from_the_past() -> None:
    catalogue = the_catalogue()
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert not catalogue.obsolete


@pytest.mark.parametrize(
    "mark",
    [r"%\(\w+\)[a-z]", r"%%", r"\{\w*\}", r"</?\w+[^>]*>"],
    ids=["named places", "percent signs", "braces", "elements"],
)
def test_a_translation_keeps_what_is_filled_in(messages: list[Message], mark: str) -> None:
    """Of a plural, each form the language has keeps every place of the English plural."""
    for message in messages:
        for translated in texts(message.string):
            assert sorted(re.findall(mark, translated)) == sorted(re.findall(mark, texts(message.id)[-1])), translated


def test_every_place_to_fill_in_has_a_name(messages: list[Message]) -> None:
    """The order of words differs between languages."""
    unnamed = re.compile(r"(?<!%)%[sdfr]")
    assert [message.id for message in messages if any(unnamed.search(text) for text in texts(message.id))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        rf"{IDEOGRAPH}\s?[,;:!?()]",
        rf"[,;:!?()]\s?{IDEOGRAPH}",
        rf"{IDEOGRAPH}\.(?!\w)",
        rf"{IDEOGRAPH}\s*\.\.\.",
        rf'{IDEOGRAPH}["\']|["\']{IDEOGRAPH}',
        rf"{IDEOGRAPH}\s{IDEOGRAPH}",
        r"\)s[,;:!?] ?",
        r"\s[，。；：！？、（）“”]|[，。；：！？、（）“”]\s",
    ],
)
def test_chinese_is_written_with_full_width_punctuation(messages: list[Message], wrong: str) -> None:
    chinese = [text for message in messages for text in texts(message.string) if re.search(IDEOGRAPH, text)]
    assert [text for text in chinese if re.search(wrong, text)] == []


def test_a_translation_is_chinese(messages: list[Message]) -> None:
    """One that is not says the same in both languages: a name or a format."""
    same = {text for message in messages for text in texts(message.string) if not re.search(CHINESE, text)}
    assert same <= {"Excel", "CSV", "XLSX", "English"}


def test_the_source_is_written_in_english() -> None:
    found = {path: text for path in sources() if not _allowed(path) for text in _chinese(path)}
    assert found == {}


def test_every_exception_to_that_is_needed() -> None:
    written = {path for path in sources() if any(_chinese(path))}
    for pattern, reason in CHINESE_ALLOWED.items():
        assert any(path.relative_to(settings.BASE_DIR).match(pattern) for path in written), (pattern, reason)


def _allowed(path: Path) -> bool:
    return any(path.relative_to(settings.BASE_DIR).match(pattern) for pattern in CHINESE_ALLOWED)


def _chinese(path: Path) -> Iterator[str]:
    """Texts with Chinese in them; in Python neither comments nor docstrings, which may quote it."""
    if path.suffix != ".py":
        return (line for line in path.read_text().splitlines() if re.search(CHINESE, line))
    tree = ast.parse(path.read_text())
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    written = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return (text for text in written if isinstance(text, str) and re.search(CHINESE, text))
