from __future__ import annotations

import pytest

from analyzer.syntax.check_directive import CheckDirectiveError, CheckOptions, parse_check_options

OPTIONS = [
    ("", {}),
    ("  ", {}),
    ("skip=One, Two ", {"skip": ["One", "Two"]}),
    (" skip = all ;error=T", {"skip_all": True, "error": True}),
    ("skip=all;skip=One", {"skip_all": True, "skip": ["One"]}),
    ("experimental=One;experimental=Two,", {"experimental": ["Two", ""]}),
    ("error=0;experimental=all", {"experimental_all": True}),
    ("skip=One;error=true;skip=Two;error=false", {"skip": ["Two;error=false"], "error": True}),
    ("skip=a=b", {"skip": ["a=b"]}),
]


@pytest.mark.parametrize(("value", "expected"), OPTIONS)
def test_options_are_read(value: str, expected: dict[str, object]) -> None:
    options = parse_check_options(value)
    default = CheckOptions()
    for name in CheckOptions.__slots__:
        assert getattr(options, name) == expected.get(name, getattr(default, name)), name


ERRORS = [
    ("skip=One;warn", 'invalid check option "warn"', "warn"),
    (" ERROR=true", 'invalid check option "ERROR"', "ERROR=true"),
    (
        "skip=One; error=ja",
        'failed to parse check option " error=ja": strconv.ParseBool: parsing "ja": invalid syntax',
        " error=ja",
    ),
    ("error=", 'failed to parse check option "error=": strconv.ParseBool: parsing "": invalid syntax', "error="),
]


@pytest.mark.parametrize(("value", "message", "place"), ERRORS)
def test_an_option_is_refused_as_buildkit_does(value: str, message: str, place: str) -> None:
    with pytest.raises(CheckDirectiveError) as raised:
        parse_check_options(value)
    assert str(raised.value) == message
    assert value[raised.value.start : raised.value.end] == place
