"""Values in JavaScript's own notation."""

import json
import re
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract.jsonvalues import objects
from archive.extract.scripted import NotationError, Reader, next_value, nuxt_state

BEGINNING = re.compile(r"[\w$\])\"']\s*=\s*(?=[\[{])|JSON\.parse\(\s*(?=[\"'])|^\s*(?=[\[{])")
"""Where a value begins, said in one expression, which takes five times as long to search for."""
SCALARS = st.none() | st.booleans() | st.integers() | st.text()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "{a:1,'b':\"x\",c:[!0,!1,void 0,null],}",
            {"a": 1, "b": "x", "c": [True, False, None, None]},
        ),
        (r"'it\'s \"so\" \x41\u0042\/'", 'it\'s "so" AB/'),
        ("[.5,-1e3]", [0.5, -1000.0]),
        (
            '{at:new Date("2024-05-03"),n:Array(2),x:a.b(1)}',
            {"at": "2024-05-03", "n": [None] * 2, "x": None},
        ),
        ("{unknown:who}", {"unknown": None}),
    ],
)
def test_notation(source: str, expected: object) -> None:
    assert Reader(source).value() == expected


@pytest.mark.parametrize(
    "source",
    ["", "{", "[1", "{a:function(){}}", "{a}", "{a:1 b:2}", "'open", "[" * 5000, "a(" * 5000],
)
def test_what_is_no_value(source: str) -> None:
    with pytest.raises(NotationError):
        Reader(source).value()


@given(
    st.recursive(
        SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
    )
)
def test_json_is_such_notation(value: object) -> None:
    assert Reader(json.dumps(value)).value() == value


@given(st.text(alphabet="{}[](),:.;='\"\\\\a1 \n"))
def test_anything_ends(source: str) -> None:
    reader = Reader(source)
    with suppress(NotationError):
        reader.value()
    assert reader.position <= len(source)


def test_the_state_of_nuxt() -> None:
    source = (
        "window.__NUXT__=(function(a,b,c){b.title=a;c[0]=b;return "
        '{data:[{story:b,list:c,lead:{text:a,at:void 0}}]}}("Ships \\u002F sail",{},Array(1)));'
    )
    story = {"title": "Ships / sail"}
    assert nuxt_state(source) == {
        "data": [{"story": story, "list": [story], "lead": {"text": "Ships / sail", "at": None}}]
    }


def test_state_that_holds_itself_is_gone_through_once() -> None:
    names = [f"v{number}" for number in range(40)]
    twice = "".join(f"{one}.a={other};{one}.b={other};" for other, one in pairwise(names))
    given = ",".join("{}" for _ in names)
    body = f"{twice}v0.me=v39;return {{story:v39}}"
    state = nuxt_state(f"__NUXT__=(function({','.join(names)}){{{body}}}({given}))")
    assert state["story"]["a"] is state["story"]["b"]
    assert len(list(objects(state))) == 41


@pytest.mark.parametrize(
    "source",
    [
        "window.__NUXT__={data:1}",
        "__NUXT__=(function(a){alert(a);return {}}(1))",
        "__NUXT__=(function(a){return {b:a}}(1",
        "__NUXT__=(function(a){",
    ],
)
def test_what_is_no_state_of_nuxt(source: str) -> None:
    assert nuxt_state(source) is None


def test_so_many_values_are_no_value() -> None:
    with pytest.raises(NotationError):
        Reader("[" + "a," * 1000 + "]", left=500).value()


@pytest.mark.parametrize(
    ("source", "rest"),
    [
        ("var a = 1, b= {}", "{}"),
        ("  [1]", "[1]"),
        ("window['state']\n=\n[", "["),
        ("load(JSON.parse( '[]'))", "'[]'))"),
        ("if (a == [] || a >= [] || a != {}) b={}", "{}"),
        ("({a} = {})", None),
    ],
)
def test_next_value(source: str, rest: str | None) -> None:
    begin = next_value(source, 0)
    assert (None if begin is None else source[begin:]) == rest


@given(
    st.lists(st.sampled_from([*"=[]{}()a$'_!> \n\u00e9\u00a0", "JSON.parse("])).map("".join),
    st.integers(0, 20),
)
def test_next_value_is_the_first_there(source: str, position: int) -> None:
    found = BEGINNING.search(source, position)
    assert next_value(source, position) == (found and found.end())
