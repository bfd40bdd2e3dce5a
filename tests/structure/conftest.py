"""Two full companies: a row in every model of each, every text of it marked."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.people import Company, found
from tests.sampling import Samples, tenant_models


@dataclass
class Full:
    """A company that has a row of everything, and the word that every text of it starts with."""

    company: Company
    samples: Samples

    @property
    def marker(self) -> str:
        return self.samples.marker


def full(marker: str) -> Full:
    made = Full(found(f"company {marker[0]}"), Samples(marker))
    with made.company.scope():
        for model in tenant_models():
            made.samples.row(model)
    return made


@pytest.fixture
def ours(db: None) -> Full:
    return full("ourmark")


@pytest.fixture
def theirs(db: None) -> Full:
    return full("theirmark")
