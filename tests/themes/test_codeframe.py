"""Codeframes: what is read, and what is refused with the line it stands in."""

from dataclasses import replace

import pytest

from nps_reasons.errors import InputError, UsageError
from nps_reasons.themes.codeframe import Codeframe, Theme, general_codeframe, read_codeframe
from nps_reasons.themes.history import Change

# A theme takes six lines; the first stands below "version = 1".
THEME = '[[themes]]\nid = "{id}"\nlabel = "{id}"\ndefinition = "D"\n{more}\n'


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
        ([("a", ""), ("b", 'keyword = ["x"]')], r'line 11: unknown key keyword; .*"keywords"'),
        ([("a", ""), ("a", "")], r'line 8: id "a" is used twice \(first: .*line 3\); .*another'),
        ([("Late Reply", "")], r'line 3: id "Late Reply" must be lower-case'),
        ([("\U0001f4b8", "")], r"line 3: id .* must be lower-case"),
        ([("a" * 101, "")], r"line 3: id .* must be lower-case"),
        ([("b", ""), ("a", 'parent = "bb"')], r'line 11: parent "bb" .*; did you mean "b"'),
        (
            [("a", 'parent = "b"'), ("b", 'parent = "a"')],
            'line 6: "a" under "b" under "a": .*circle',
        ),
        ([("a", 'parent = "a"')], r'line 6: "a" under "a": .*circle'),
        (
            [("a", 'merged_from = ["b"]\nretired = 2'), ("b", "retired = 2")],
            r'line 6: theme "a" is retired, so .*; merge "b" into an active theme',
        ),
        (
            [("a", 'merged_from = [\n  "b",\n]'), ("b", "")],
            'line 7: "b" was .* still active; retire',
        ),
        ([("a", 'keywords = "fee"')], "line 6: keywords must be a list of texts"),
        ([("a", 'keywords = [\n  "fee",\n  3,\n]')], "line 8: keywords must be .*found 3 in it"),
        ([("a", 'keywords = [\n  "fee", "...",\n]')], r'line 7: keyword "\.\.\." .* no word in it'),
        ([("a", 'examples = [{ text = "x" }]')], "line 6: examples must be a list of texts"),
        ([("a", "owner = 3")], "line 6: owner must be a text"),
        ([("a", "since = [2]")], "line 6: since must be a version, a quarter or a date"),
        ([("a", "retired = 1")], "line 6: every theme is retired"),
        (
            [("a", ""), ("b", 'label = "A"')],
            r'line 11: .*key "label" stands twice \(first: line 9\)',
        ),
        ([("a", ""), ("b", "[themes.more]\nx = 1")], "line 11: unknown key more"),
    ],
)
def test_a_wrong_theme_is_refused_with_what_to_do(tmp_path, themes, message):
    with pytest.raises(UsageError, match=message):
        read_codeframe(write(tmp_path, *themes))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("version = 1\n[[themes]\n", "line 2, column 9: is not valid TOML.*bracket"),
        ("version = 1\nversion = 2\n", r'line 2: .*key "version" stands twice \(first: line 1\)'),
        ('version = 1\n\nname = [\n "a",\n', "line 3: is not valid TOML: .*never closed"),
        ('version = 1\nname = """\nabc\n', "line 2: is not valid TOML: .*never closed"),
        ('version = 1\nname = "a\nb"', "line 2, column 10: is not valid TOML"),
        ("name = " + "[" * 50_000, "nested too deeply"),
        ("version = " + "1" * 5_000, "is not valid TOML"),
        ("score,comment\n9,good\n", "line 1, column 6: is not valid TOML"),
        ("\x00\x01", "line 1, column 1: is not valid TOML"),
        ("\n\nversion = 0", "line 3: version must be a whole number from 1; found 0"),
        ("version = 1\nname = 3", "line 2: name must be a text"),
        ("version = 1\n[themes]\nid = 'a'", r"line 2: .* write \[\[themes\]\] with two brackets"),
        ("version = 1\nthemes = []", "line 2: has no theme"),
        ("version = 1\nthemes = [\n {id = 'a'},\n]", "line 3: theme 'a' needs a text for label"),
        ("", "version must be a whole number"),
        ("themes = []", "version must be a whole number"),
        ("version = true", "version must be a whole number"),
        ("version = 1", "has no theme"),
        ("version = 1\ntheme = 2", r'unknown key theme; did you mean "themes"'),
        (
            'version = 1\n[[themes]]\nid = "a"\nlabel = "A"\ndefinition = " "',
            "line 5: .*text for definition",
        ),
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


SOUND = 'version = 3\n[[themes]]\nid = "a"\nlabel = "A"\ndefinition = "D"\n[[history]]\n{more}\n'


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('change = "merge"', "line 7: change 'merge' is not known; did you mean \"merged\""),
        ('change = "added"\nversion = 4', "line 8: version of a change .* from 1 to 3"),
        ('change = "added"\nversion = 1', "line 6: a change needs the ids of its themes"),
        ('change = "added"\nversion = 1\nthemes = ["a"]\non = "May"', "line 10: on must be a date"),
        ('change = "added"\nversion = 1\ntheme = "a"', "line 9: unknown key theme in history"),
    ],
)
def test_a_wrong_history_is_refused_with_what_to_do(tmp_path, more, message):
    path = tmp_path / "frame.toml"
    path.write_text(SOUND.format(more=more), encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_codeframe(path)


def test_two_active_themes_of_one_label_are_refused_a_retired_one_may_share_it(tmp_path):
    path = write(tmp_path, ("a", ""), ("b", ""))
    text = path.read_text(encoding="utf-8").replace('label = "b"', 'label = " A "')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r'line 9: theme "b" has the label "A", and so has "a"'):
        read_codeframe(path)
    path.write_text(f"{text}\nretired = 2\n", encoding="utf-8")
    assert [theme.id for theme in read_codeframe(path).active] == ["a"]


def test_a_merger_that_the_history_tells_may_have_a_retired_target(tmp_path):
    path = write(
        tmp_path, ("a", 'merged_from = ["b"]\nretired = 1'), ("b", "retired = 1"), ("c", "")
    )
    told = '[[history]]\nversion = 1\nchange = "merged"\nthemes = ["b"]\ninto = ["a"]\n'
    path.write_text(path.read_text(encoding="utf-8") + told, encoding="utf-8")
    assert read_codeframe(path).history[0].sentence == '"b" was merged into "a".'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_tabs_and_byte_order_marks_do_not_matter(tmp_path, end, mark):
    path = write(tmp_path, ("a", '\tkeywords\t=\t["fee"]\t# why'))
    text = mark + path.read_text(encoding="utf-8").replace("\n", end)
    path.write_bytes(text.encode())
    assert read_codeframe(path).theme("a").keywords == ("fee",)
    path.write_bytes(text.replace("keywords", "keyword").encode())
    with pytest.raises(UsageError, match="line 6: unknown key keyword"):
        read_codeframe(path)


def test_themes_may_be_written_as_inline_tables(tmp_path):
    path = tmp_path / "frame.toml"
    path.write_text(
        'version = 1\nthemes = [\n  { id = "a", label = "A", definition = "D" },\n'
        '  { id = "b", label = "B", definition = "D", parent = "c" },\n]\n',
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match=r'line 4: parent "c"'):
        read_codeframe(path)


def test_what_is_no_codeframe_file_is_refused_in_one_line(tmp_path):
    with pytest.raises(InputError, match="it is a folder"):
        read_codeframe(tmp_path)
    path = tmp_path / "frame.toml"
    path.write_bytes(b"version = 1\n\xff\xfe\n")
    with pytest.raises(
        UsageError, match=r"frame\.toml, line 2: is not UTF-8 text; save it as UTF-8"
    ):
        read_codeframe(path)
    with path.open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(UsageError, match="30 MB; a codeframe has less"):
        read_codeframe(path)


def test_hashes_of_codeframes_made_before_there_was_a_history_hold():
    frame = Codeframe(
        "pinned",
        3,
        (
            Theme(
                *("a", "A", "What a is.", ("fee", "=goods"), ("An a.",), ("Not an a.",)),
                *(None, "Ann", "1", None, ("b",)),
            ),
            Theme("b", "B", "What b was.", retired="2", parent="a"),
        ),
    )
    # As the version before printed it: old manifests hold such hashes.
    assert frame.hash == "2e7928ac34e25d4ce3c1b596a6182643ca842f4faa38ac031ee0355b6b5ab8a1"
    general = general_codeframe()
    told = replace(general, name="own", history=(Change(1, "added", ("billing",)),))
    assert told.hash == general.hash
    renamed = replace(frame, themes=(replace(frame.themes[0], former_labels=("X",)),))
    assert renamed.hash != replace(frame, themes=frame.themes[:1]).hash
