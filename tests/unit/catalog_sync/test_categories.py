"""How the tree of categories becomes product groups, parents first (catalog.md 4.5)."""

import pytest

from catalog_sync.categories.mapping import CategoryTree, map_categories
from flow_omnium.omnium.models.catalogue import Category
from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.batches import Batch, Unreadable
from rigs.catalogue.samples import categories


def levels_of(tree: CategoryTree) -> list[list[str]]:
    return [[row.uid for row in layer] for layer in tree.mapped.layers]


def faults_of(tree: CategoryTree) -> list[str]:
    return [fault.key for fault in tree.mapped.faults]


def test_parents_come_before_their_children_and_all_in_their_order() -> None:
    tree = map_categories(categories(), None)
    assert levels_of(tree) == [["shop", "staff"], ["clothes", "mugs"], ["socks", "shirts"]]
    assert (tree.mapped.faults, tree.notes) == ((), ())


def test_a_group_names_its_parent_and_only_one_at_the_top_its_scope() -> None:
    rows = {row.uid: row.fields for row in map_categories(categories(), None).mapped.rows}
    assert rows["shop"] == {"name": "Shop", "externalId": "shop", "parentUid": None, "scope": "SALE"}
    assert rows["shirts"] == {"name": "Shirts", "externalId": "shirts", "parentUid": "clothes"}


def test_below_a_root_is_only_its_subtree_and_the_root_itself_is_no_group() -> None:
    tree = map_categories(categories(), "shop")
    assert levels_of(tree) == [["clothes", "mugs"], ["socks", "shirts"]]
    assert {row.fields["parentUid"] for row in tree.mapped.layers[0]} == {None}
    assert {row.fields["scope"] for row in tree.mapped.layers[0]} == {"SALE"}
    assert faults_of(tree) == []


def test_a_hidden_category_is_a_group_and_one_that_stands_for_a_search_is_none() -> None:
    uids = {row.uid for row in map_categories(categories(), None).mapped.rows}
    assert "socks" in uids
    assert "sale" not in uids


@pytest.mark.parametrize("root", ["nowhere", "sale"])
def test_a_root_that_is_no_category_is_told_by_its_setting_and_nothing_is_mapped(root: str) -> None:
    tree = map_categories(categories(), root)
    assert tree.mapped.rows == ()
    assert faults_of(tree) == [root]
    assert "ProductGroupRootId" in str(tree.mapped.faults[0])


@pytest.mark.parametrize("root", [None, "shop"])
def test_categories_in_a_circle_are_set_aside_with_those_below_them(root: str | None) -> None:
    circle = {
        "a": {"parentId": "b"},
        "b": {"parentId": "a"},
        "below": {"parentId": "a"},
        "own": {"parentId": "own"},
    }
    tree = map_categories(categories(**circle), root)
    assert faults_of(tree) == ["a", "b", "below", "own"]
    assert {"clothes", "mugs"} <= {row.uid for row in tree.mapped.rows}


def test_a_root_that_stands_in_a_circle_ends_it() -> None:
    tree = map_categories(categories(shop={"parentId": "shirts"}), "shop")
    assert levels_of(tree) == [["clothes", "mugs"], ["socks", "shirts"]]


def test_a_category_whose_parent_is_not_there_is_set_aside_with_those_below_it() -> None:
    tree = map_categories(categories(lost={"parentId": "nowhere"}, below={"parentId": "lost"}), None)
    assert faults_of(tree) == ["lost", "below"]
    assert "parentId" in str(tree.mapped.faults[0])


def test_a_category_without_a_name_is_set_aside() -> None:
    tree = map_categories(categories(mugs={"name": " "}), None)
    assert faults_of(tree) == ["mugs"]
    assert "mugs" not in {row.uid for row in tree.mapped.rows}


def test_a_category_that_cannot_be_read_is_set_aside() -> None:
    fault = InvalidData("sortIndex", "x", "a number")
    batch: Batch[Category] = Batch(categories().records, [Unreadable("torn", fault)])
    assert faults_of(map_categories(batch, None)) == ["torn"]
    assert faults_of(map_categories(batch, "nowhere")) == ["nowhere", "torn"]


def test_more_levels_than_flow_advises_are_told_and_mapped_all_the_same() -> None:
    four = {"deep": {"parentId": "shirts"}}
    assert map_categories(categories(**four), None).notes == ()
    tree = map_categories(categories(**four, deeper={"parentId": "deep"}), None)
    assert tree.notes == ("the categories have 5 levels: Flow advises at most 4",)
    assert levels_of(tree)[-1] == ["deeper"]
    assert map_categories(categories(**four, deeper={"parentId": "deep"}), "shop").notes == ()
