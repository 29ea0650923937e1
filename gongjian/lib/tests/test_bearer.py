"""Secrets are long, different, and known by their digest alone."""

from gongjian.lib.bearer import digest_of, new_secret, tail_of


def test_secrets_differ_bear_their_prefix_and_say_nothing_by_their_digest() -> None:
    made = {new_secret("gj_") for _number in range(100)}
    assert len(made) == 100 and all(one.startswith("gj_") and len(one) == 43 for one in made)
    one = made.pop()
    assert len(digest_of(one)) == 64 and one not in digest_of(one)
    assert tail_of(one) == one[-4:]


def test_any_text_has_a_digest() -> None:
    assert digest_of("\ud800") != digest_of("中文")
