from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Mark every test by its directory and run the longest names last."""
    for item in items:
        item.add_marker(getattr(pytest.mark, item.path.parent.name))
    items.sort(key=lambda item: len(item.name))


def pytest_generate_tests(metafunc):
    if "weight" in metafunc.fixturenames:
        metafunc.parametrize("weight", [0, 10, 1000])


@pytest.fixture(scope="session", autouse=True)
def _opened():
    yield
    assert HERE.is_dir()
