from unittest import mock

import pytest

from service.store import Store


def test_ids_count_up():
    store = Store()
    assert [store.add(text)["id"] for text in ("a", "b", "c")] == [1, 2, 3]


def test_created():
    with mock.patch("service.store.time.time", return_value=1700000000.9):
        assert Store().add("a")["created"] == 1700000000


def test_empty():
    store = Store()
    with pytest.raises(ValueError, match="needs a text"):
        store.add("\n")
    assert store.notes == {}


def test_find():
    store = Store()
    note = store.add("a")
    assert store.find(1) is note
    assert store.find(2) is None
