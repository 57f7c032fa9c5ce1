"""Laws of codeframes: what is written is read again; nothing is lost by an edit."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.codeframe_sheet import read_sheet, sheet_csv
from nps_reasons.themes import edits
from nps_reasons.themes.codeframe import Codeframe, Theme, checked
from nps_reasons.themes.compared import changes_between
from nps_reasons.themes.edit_steps import among
from nps_reasons.themes.history import SAID, Change
from nps_reasons.themes.mergers import merge, split
from nps_reasons.themes.parsing import parsed
from nps_reasons.themes.revised import revise
from nps_reasons.themes.writing import codeframe_toml, edited_toml

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(
        [
            "=1+1",
            "+49",
            "-",
            "@x",
            "'tis",
            "'=x",
            '"a"',
            '"',
            "a\nb",
            "a\r\nb",
            "x\ty",
            "\\n",
            "a;b",
        ]
    ),
    st.sampled_from(['"""', "'''", "# no comment", "]", "[x]", "{}", "\x7f", "\x00z", "\u2028y"]),
).map(str.strip)
SAID_TEXTS = TEXTS.filter(bool)
WORDS = st.one_of(
    st.sampled_from(["fee", "=goods", "install*", "kept waiting", "told ... update", "line?"]),
    st.sampled_from(["!in order to", '"quoted" words', "Ärger", "e-mail"]),
    SAID_TEXTS.map(lambda text: f"{text} word"),
)
MOMENTS = st.one_of(st.none(), st.sampled_from(["2", "2025Q1", "2025-01-01"]))


def texts(strategy):
    return st.lists(strategy, max_size=4).map(tuple)


@st.composite
def codeframes(draw, *, min_themes=1):
    n = draw(st.integers(min_themes, 6))
    ids = [f"t{place}" if place else "first-theme" for place in range(n)]
    # The first theme is in use, and a parent stands before its children: no circles.
    retired = [None, *(draw(MOMENTS) for _ in ids[1:])]
    gone = [theme_id for theme_id, when in zip(ids, retired, strict=True) if when]
    themes = []
    for place, theme_id in enumerate(ids):
        merged = draw(st.lists(st.sampled_from(gone), unique=True)) if gone else []
        themes.append(
            Theme(
                id=theme_id,
                label=f"{draw(TEXTS)} {place}".strip(),
                definition=draw(SAID_TEXTS),
                keywords=draw(texts(WORDS)),
                examples=draw(texts(SAID_TEXTS)),
                counter_examples=draw(texts(SAID_TEXTS)),
                parent=draw(st.sampled_from([None, *ids[:place]])),
                owner=draw(st.one_of(st.none(), SAID_TEXTS)),
                since=draw(MOMENTS),
                retired=retired[place],
                merged_from=() if retired[place] else tuple(merged),
                former_labels=draw(texts(SAID_TEXTS)),
            )
        )
    version = draw(st.integers(1, 50))
    history = draw(st.lists(changes(version), max_size=3))
    return Codeframe("frame", version, tuple(themes), tuple(history))


@st.composite
def changes(draw, version):
    maybe = st.one_of(st.none(), SAID_TEXTS)
    return Change(
        version=draw(st.integers(1, version)),
        change=draw(st.sampled_from(sorted(SAID))),
        themes=draw(st.lists(SAID_TEXTS, min_size=1, max_size=2).map(tuple)),
        into=draw(texts(SAID_TEXTS)),
        before=draw(maybe),
        after=draw(maybe),
        gained=draw(texts(SAID_TEXTS)),
        lost=draw(texts(SAID_TEXTS)),
        on=draw(st.one_of(st.none(), st.dates())),
        note=draw(maybe),
    )


def read(text):
    return checked(parsed(text, origin="frame.toml"), name="frame")


@given(codeframes())
def test_a_codeframe_written_as_toml_is_the_one_that_is_read(frame):
    assert read(codeframe_toml(frame)) == frame
    assert read(codeframe_toml(frame, name="a = b")).name == "a = b"


@given(codeframes())
def test_a_codeframe_written_as_a_sheet_is_the_one_that_is_read(tmp_path_factory, frame):
    path = tmp_path_factory.mktemp("sheet") / "frame.csv"
    path.write_bytes(sheet_csv(frame))
    sheet = read_sheet(path)
    assert (sheet.themes, sheet.version) == (frame.themes, frame.version)


@given(codeframes())
def test_no_cell_of_a_sheet_is_run_by_a_spreadsheet(frame):
    import csv
    import io

    rows = csv.reader(io.StringIO(sheet_csv(frame).decode("utf-8-sig"), newline=""))
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r"))]


@given(codeframes())
def test_a_sheet_that_nobody_edited_changes_nothing(tmp_path_factory, frame):
    path = tmp_path_factory.mktemp("sheet") / "frame.csv"
    path.write_bytes(sheet_csv(frame))
    sheet = read_sheet(path, beside=frame)
    frame = recorded(frame)
    assert edits.apply_edits(frame, [partial(revise, edited=sheet)]) is frame


def recorded(frame):
    """The codeframe with a history that tells nothing of a merger."""
    return replace(frame, history=tuple(c for c in frame.history if c.change != "merged"))


@settings(max_examples=60)
@given(codeframes(min_themes=2), codeframes(min_themes=2))
def test_a_text_edited_into_any_other_codeframe_says_that_one(old, new):
    ids = {theme.id for theme in new.themes}
    kept = tuple(theme for theme in old.themes if theme.id in ids)
    text = codeframe_toml(replace(old, themes=kept))
    wanted = replace(new, history=(*old.history, *new.history))
    wanted = replace(wanted, version=max(old.version, new.version))
    assert read(edited_toml(text, parsed(text, origin="a"), wanted)) == wanted


def active_ids(frame):
    return [theme.id for theme in frame.active]


@given(codeframes(min_themes=2), st.data())
def test_a_merger_keeps_every_text_and_every_theme(frame, data):
    ids = active_ids(frame)
    into = data.draw(st.sampled_from(ids))
    sources = [theme_id for theme_id in ids if theme_id != into]
    if not sources:
        return
    merged = edits.apply_edits(frame, [partial(merge, sources=sources, into=into)])
    assert [theme.id for theme in merged.themes] == [theme.id for theme in frame.themes]
    target = merged.theme(into)
    counters = (*target.counter_examples, *target.examples)
    for source in (*sources, into):
        before = frame.theme(source)
        assert all(among(text, target.examples) for text in before.examples)
        assert all(among(text, counters) for text in before.counter_examples)
        words = (*target.keywords, *(f"!{word}" for word in target.keywords))
        assert all(among(word, words) for word in before.keywords)
    for source in sources:
        after = merged.theme(source)
        assert after.retired == str(merged.version)
        assert (after.label, after.examples) == (frame.theme(source).label, after.examples)
        assert source in target.merged_from
    assert all(
        not t.parent or merged.theme(t.parent).retired is None
        for t in merged.active
        if t.parent in ids
    )
    assert merged.version == frame.version + 1


@st.composite
def asked(draw, frame):
    """An edit that can be done."""
    used = active_ids(frame)
    gone = [theme.id for theme in frame.themes if theme.retired is not None]
    theme, other = draw(st.sampled_from(used)), draw(st.sampled_from(used))
    n = f"{frame.version} {len(frame.history)}"
    parts = [Theme(f"new-{n}-{p}".replace(" ", "-"), f"New {n} {p}", "D") for p in (1, 2)]
    can = {
        "rename": partial(edits.rename, theme_id=theme, label=f"Label {n}"),
        "keyword": partial(edits.add_keywords, theme_id=theme, keywords=[draw(WORDS)]),
        "define": partial(edits.redefine, theme_id=theme, definition=draw(SAID_TEXTS)),
        "example": partial(edits.add_examples, theme_id=theme, texts=[draw(SAID_TEXTS)]),
        "split": partial(split, theme_id=theme, parts=parts),
    }
    if len(used) > 1:
        can["retire"] = partial(edits.retire, theme_id=theme)
    if gone:
        can["restore"] = partial(edits.restore, theme_id=draw(st.sampled_from(gone)))
    if theme not in (other, *edits.ancestors(frame, other)):
        can["move"] = partial(edits.move, theme_id=theme, parent=other)
    if theme != other:
        can["merge"] = partial(merge, sources=[theme], into=other)
    return can[draw(st.sampled_from(sorted(can)))]


@settings(max_examples=50)
@given(codeframes(min_themes=3), st.data())
def test_after_any_edits_the_file_is_sound_and_its_history_tells_them(frame, data):
    text, start = codeframe_toml(frame), frame
    for _ in range(data.draw(st.integers(1, 4))):
        before = frame
        frame = edits.apply_edits(frame, [data.draw(asked(frame))], note="why")
        text = edited_toml(text, parsed(text, origin="a"), frame)
        assert read(text) == frame
        assert frame.history[: len(before.history)] == before.history
        made = frame.history[len(before.history) :]
        assert bool(made) == (frame is not before) == (frame.version == before.version + 1)
        assert all(
            change.sentence.endswith("(why).") for change in made if change.version == frame.version
        )
    assert {theme.id for theme in start.themes} <= {theme.id for theme in frame.themes}
    replayed = {theme.id: theme.label for theme in start.themes}
    for change in frame.history[len(start.history) :]:
        if change.change == "added":
            replayed[change.themes[0]] = change.after
        if change.change == "renamed":
            assert replayed[change.themes[0]] == change.before
            replayed[change.themes[0]] = change.after
    assert replayed == {theme.id: theme.label for theme in frame.themes}


@given(codeframes(min_themes=2), codeframes(min_themes=2))
def test_two_codeframes_differ_where_a_change_is_found(old, new):
    assert changes_between(old, old) == ()
    found = changes_between(old, new)
    assert all(change.sentence for change in found)
    if [t.id for t in old.themes] == [t.id for t in new.themes] and not found:
        keys = ("label", "definition", "parent", "owner", "retired", "since")
        for was, now in zip(old.themes, new.themes, strict=True):
            assert [getattr(was, k) for k in keys] == [getattr(now, k) for k in keys]


@given(codeframes())
def test_neither_history_nor_name_enters_the_hash(frame):
    change = Change(1, "added", ("a",))
    assert replace(frame, history=(change,), name="another").hash == frame.hash
