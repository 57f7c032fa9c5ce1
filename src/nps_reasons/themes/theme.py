"""A theme: something respondents speak of, as a codeframe holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """Something respondents speak of.

    Attributes
    ----------
    id
        Lower-case words joined by hyphens; it never changes, whatever becomes of the label.
    keywords
        Words and phrases that name the theme, in the notation of tagger.py.
    examples, counter_examples
        Clauses that speak of the theme, and clauses that seem to and do not.
    parent
        Id of the wider theme.
    owner
        Who plans work on it.
    since, retired
        Codeframe version, quarter or date from which on it is used, and no longer used.
    merged_from
        Ids of the themes that went into this one.
    former_labels
        Labels that it had before, the first one first.
    """

    id: str
    label: str
    definition: str
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    parent: str | None = None
    owner: str | None = None
    since: str | None = None
    retired: str | None = None
    merged_from: tuple[str, ...] = ()
    former_labels: tuple[str, ...] = ()

    @property
    def first_label(self) -> str:
        """The label that it was born with: models know it by this one, so a rename tags alike.

        Examples
        --------
        >>> Theme("fees", "Fees", "What it costs.", former_labels=("Price", "Costs")).first_label
        'Price'
        """
        return self.former_labels[0] if self.former_labels else self.label
