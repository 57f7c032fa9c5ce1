"""The mappings of labels to themes name themes that exist, and say nothing twice."""

import pytest
import request_schemes
import schemes

from nps_reasons.themes.codeframe import general_codeframe

THEMES = {theme.id for theme in general_codeframe().active}
SCHEMES = {
    name: scheme
    for module in (schemes, request_schemes)
    for name, scheme in vars(module).items()
    if isinstance(scheme, schemes.Scheme)
}


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_scheme_names_themes_of_the_general_codeframe_only(name):
    scheme = SCHEMES[name]
    texts = [*scheme.says.values(), scheme.absent, scheme.unsure, scheme.otherwise or ""]
    named = {word.strip("~?") for text in texts for word in text.split()}
    assert named <= THEMES


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_theme_is_not_both_absent_and_unsure(name):
    scheme = SCHEMES[name]
    assert not set(scheme.absent.split()) & set(scheme.unsure.split())


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_label_says_a_theme_once(name):
    for text in SCHEMES[name].says.values():
        themes = [word.strip("~?") for word in text.split()]
        assert len(themes) == len(set(themes)), text
