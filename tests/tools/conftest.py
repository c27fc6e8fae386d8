"""The guides of a kitchen, indexed once for all tests of this folder."""

import pytest

from tests.doubles.small import small_advisor
from tests.tools.planted import GUIDES


@pytest.fixture(scope="package")
def kitchen(tmp_path_factory):
    with small_advisor(tmp_path_factory.mktemp("kitchen"), GUIDES) as opened:
        yield opened
