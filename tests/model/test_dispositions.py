"""Dispositions are a tree; only its leaves can be chosen."""

from acd.model.dispositions import Disposition, Meaning, choices, meaning_of, path_of

TREE = {
    known.id: known
    for known in (
        Disposition("sold", "Sold", meaning=Meaning.SUCCESS),
        Disposition("refused", "Refused", meaning=Meaning.REFUSAL),
        Disposition("price", "Too expensive", parent="refused"),
        Disposition("has-one", "Has one", parent="refused", project="shop"),
        Disposition("rude", "Was rude", parent="refused", meaning=Meaning.OTHER),
        Disposition("lost", "Lost", parent="nobody"),
        Disposition("round", "Round", parent="about"),
        Disposition("about", "About", parent="round"),
    )
}


def test_the_way_down_to_a_disposition() -> None:
    assert path_of(TREE, "price") == ("refused", "price")
    assert path_of(TREE, "sold") == ("sold",)
    assert path_of(TREE, "unknown") == ("unknown",)
    assert path_of(TREE, "lost") == ("nobody", "lost")
    assert path_of(TREE, "round") == ("about", "round")


def test_a_reason_of_refusal_means_a_refusal() -> None:
    assert meaning_of(TREE, "price") is Meaning.REFUSAL
    assert meaning_of(TREE, "rude") is Meaning.OTHER
    assert meaning_of(TREE, "sold") is Meaning.SUCCESS
    assert meaning_of(TREE, "unknown") is Meaning.OTHER


def test_agents_choose_among_the_leaves_of_their_project_and_campaign() -> None:
    assert [known.id for known in choices(TREE, "shop")] == ["sold", "price", "has-one", "rude", "lost"]
    assert [known.id for known in choices(TREE, "bank")] == ["sold", "price", "rude", "lost"]
    assert [known.id for known in choices(TREE, "bank", ("refused",))] == ["price", "rude"]
    assert [known.id for known in choices(TREE, "bank", ("sold", "rude"))] == ["sold", "rude"]
