"""Codeframes: what is read, and what is refused with the line it stands in."""

import pytest

from nps_reasons.errors import InputError, UsageError
from nps_reasons.themes.codeframe import general_codeframe, read_codeframe

THEME = '[[themes]]\nid = "{id}"\nlabel = "L"\ndefinition = "D"\n{more}\n'


def write(tmp_path, *themes, head="version = 1\n"):
    path = tmp_path / "frame.toml"
    body = "".join(THEME.format(id=theme, more=more) for theme, more in themes)
    path.write_text(head + body, encoding="utf-8")
    return path


def test_the_general_codeframe_serves_20_to_25_themes_and_begins_with_support():
    codeframe = general_codeframe()
    assert 20 <= len(codeframe.active) <= 25
    assert codeframe.themes[0].id == "support-quality"
    for theme in codeframe.themes:
        assert len(theme.keywords) >= 25, theme.id
        assert 3 <= len(theme.examples) <= 6, theme.id
        assert theme.definition.endswith("."), theme.id


def test_a_codeframe_is_read_with_all_its_keys(tmp_path):
    more = 'keywords = ["fee"]\nowner = "Ann"\nparent = "b"\nsince = 2'
    path = write(tmp_path, ("a", more), ("b", ""), ("c", "retired = 3"), ("d", "retired = false"))
    codeframe = read_codeframe(path)
    assert (codeframe.name, codeframe.version) == ("frame", 1)
    assert codeframe.theme("a").keywords == ("fee",)
    assert (codeframe.theme("a").owner, codeframe.theme("a").since) == ("Ann", "2")
    assert [theme.id for theme in codeframe.active] == ["a", "b", "d"]


def test_the_hash_is_of_the_content_not_the_lay_out(tmp_path):
    first = read_codeframe(write(tmp_path, ("a", "# a comment")))
    same = read_codeframe(write(tmp_path, ("a", "keywords = []")))
    other = read_codeframe(write(tmp_path, ("a", 'keywords = ["fee"]')))
    assert first.hash == same.hash != other.hash


@pytest.mark.parametrize(
    ("themes", "message"),
    [
        ([("a", ""), ("b", 'keyword = ["x"]')], r'line 7: unknown key keyword; .*"keywords"'),
        ([("a", ""), ("a", "")], r'line 7: id "a" is used twice'),
        ([("Late Reply", "")], r'line 2: id "Late Reply" must be lower-case'),
        ([("a", 'parent = "bb"'), ("b", "")], r'parent "bb" is not a theme; did you mean "b"'),
        ([("a", 'parent = "b"'), ("b", 'parent = "a"')], "must not form a circle"),
        ([("a", 'merged_from = ["b"]\nretired = 2'), ("b", "retired = 2")], "is retired, so"),
        ([("a", 'merged_from = ["b"]'), ("b", "")], "still active"),
        ([("a", 'keywords = "fee"')], "keywords must be a list of texts"),
        ([("a", "owner = 3")], "owner must be a text"),
    ],
)
def test_a_wrong_theme_is_refused_with_what_to_do(tmp_path, themes, message):
    with pytest.raises(UsageError, match=message):
        read_codeframe(write(tmp_path, *themes))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("version = 1\n[[themes]\n", "not valid TOML.*line 2"),
        ("themes = []", "version must be a whole number"),
        ("version = true", "version must be a whole number"),
        ("version = 1", "has no theme"),
        ("version = 1\ntheme = 2", r'unknown key theme; did you mean "themes"'),
        ('version = 1\n[[themes]]\nid = "a"\nlabel = "A"\ndefinition = " "', "text for definition"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(tmp_path, content, message):
    path = tmp_path / "frame.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_codeframe(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.toml: cannot be read"):
        read_codeframe(tmp_path / "none.toml")


def test_an_unknown_theme_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match='did you mean "billing"'):
        general_codeframe().theme("biling")
