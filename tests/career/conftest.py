"""The guides of a small trade, indexed once for all tests of this folder."""

import pytest

from tests.doubles.small import small_advisor
from tests.doubles.trade import GUIDES


@pytest.fixture(scope="package")
def bakery(tmp_path_factory):
    with small_advisor(tmp_path_factory.mktemp("bakery"), GUIDES) as opened:
        yield opened


@pytest.fixture(scope="package")
def outline(bakery):
    return bakery.index.outline()


@pytest.fixture
def guide(outline):
    """A guide by the name of its file."""
    return lambda name: next(each for each in outline.guides if each.source.endswith(name))
