import pytest

from service.app import make_app
from service.store import Store
from tests.client import ask


@pytest.fixture
def app():
    store = Store()
    store.add("Buy milk")
    store.add("Call Ann")
    return make_app(store)


def assert_refused(app, body):
    status, answer = ask(app, "POST", "/notes", body)
    assert status == 400
    assert set(answer) == {"error"}


def test_create(app):
    status, note = ask(app, "POST", "/notes", {"text": "Sleep"})
    assert status == 201
    assert note["id"] == 3
    assert note["text"] == "Sleep"


@pytest.mark.parametrize("body", [None, {}, {"text": ""}, {"text": "  "}, ["text"]], ids=str)
def test_create_badly(app, body):
    assert_refused(app, body)


def test_list(app):
    status, notes = ask(app, "GET", "/notes")
    assert status == 200
    assert [note["text"] for note in notes] == ["Buy milk", "Call Ann"]


def test_search(app):
    _, notes = ask(app, "GET", "/notes?q=MILK")
    assert [note["id"] for note in notes] == [1]


def test_one(app):
    assert ask(app, "GET", "/notes/2")[1]["text"] == "Call Ann"


@pytest.mark.parametrize("path", ["/notes/9", "/notes/x", "/nothing"])
def test_not_found(app, path):
    assert ask(app, "GET", path)[0] == 404


def test_method(app):
    assert ask(app, "DELETE", "/notes")[0] == 405
