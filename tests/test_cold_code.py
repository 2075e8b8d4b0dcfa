"""What is left behind of a module, and what is not."""

from __future__ import annotations

import ast
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from analyzer import modules
from analyzer.cold_code import split
from analyzer.modules import COLD, HEAD, Cold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCE = """
class fact:
    def __init__(self, compute):
        self.compute = compute

    def __get__(self, node, owner=None):
        return self if node is None else ("fact", self.compute(node))


def hot():
    return "hot"


def cold(a, b=2, /, *rest, c=3, d=None, **named):
    return (a, b, rest, c, d, named, hot(), cold.__name__)


def maker(found=hot):
    return found()


def listed():
    return "listed"


def numbers(upto):
    yield from range(upto)


TABLE = {"listed": listed}


class Base:
    def hot(self):
        return "hot method"

    def method(self, one, *, two=2):
        return (one, two, self.__private())

    def __private(self):
        return "private"

    @property
    def size(self):
        return 1

    @staticmethod
    def still(one):
        return one

    @classmethod
    def named(cls):
        return cls.__name__

    @fact
    def known(self):
        return "known"

    def once(self):
        return 1

    again = once

    def __repr__(self):
        return "<base>"


class Derived(Base):
    def method(self, one, *, two=3):
        return super().method(one, two=two)
"""
CALLED = frozenset({"m:hot", "m:fact.__init__", "m:fact.__get__", "m:Base.hot"})
LEFT = {"cold", "numbers", "method", "size", "still", "named", "known"}


@pytest.fixture
def space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The globals of the module, made of what is kept of it."""
    tree, area = ast.parse(SOURCE), bytearray()
    code = split(tree, "m", CALLED, area, lambda: compile(ast.fix_missing_locations(tree), "m.py", "exec"))
    kept = tmp_path / "kept"
    kept.write_bytes(bytes(HEAD) + area)
    descriptor = os.open(kept, os.O_RDONLY)
    monkeypatch.setattr(modules, "_descriptor", descriptor)
    module = type(os)("m")
    monkeypatch.setitem(sys.modules, "m", module)
    module.__dict__[COLD] = modules._leave
    exec(code, module.__dict__)
    yield module.__dict__
    os.close(descriptor)


def test_what_can_be_put_together_again_is_left_behind(space: dict[str, Any]) -> None:
    found = {name for names in (space, vars(space["Base"])) for name, value in names.items() if type(value) is Cold}
    assert found == LEFT


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("cold(1)", (1, 2, (), 3, None, {}, "hot", "cold")),
        ("cold(1, 5, 6, c=7, e=8)", (1, 5, (6,), 7, None, {"e": 8}, "hot", "cold")),
        ("maker()", "hot"),
        ("TABLE['listed']()", "listed"),
        ("list(numbers(3))", [0, 1, 2]),
        ("Base().method(1)", (1, 2, "private")),
        ("Derived().method(1)", (1, 3, "private")),
        ("Base.method(Base(), 1, two=4)", (1, 4, "private")),
        ("Base().size + Derived().size", 2),
        ("Base.still(1), Derived().still(2)", (1, 2)),
        ("Base.named(), Derived().named()", ("Base", "Derived")),
        ("Base().known", ("fact", "known")),
        ("Base().again()", 1),
        ("repr(Base())", "<base>"),
    ],
)
def test_it_does_the_same_each_time(space: dict[str, Any], expression: str, value: object) -> None:
    assert eval(expression, space) == value
    assert eval(expression, space) == value


def test_the_real_one_takes_its_place(space: dict[str, Any]) -> None:
    kept = space["cold"]
    kept(1)
    assert type(space["cold"]) is type(space["hot"])
    assert space["Derived"]().size == 1
    assert type(vars(space["Base"])["size"]) is property
    assert kept(1) == space["cold"](1)
