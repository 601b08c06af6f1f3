"""Divides an order among the stores of Flow: a part for each store, with the goods that it hands over.

A part is a copy of the order with its own shipments. Lines of other parts stay in their places with quantity zero, so that
positions in error messages stay true.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from flow_omnium.flow.models import NewProperty
from flow_omnium.omnium.models import Order, OrderForm, OrderLine, Shipment
from flow_omnium.outcomes import InvalidData
from order_sync.identity import shipment_id
from order_sync.inbound.line_shares import (
    LineShare,
    holders_of,
    is_only_on_cancelled,
    live_shipments,
    open_on_cancelled,
    overcancelled,
    shown,
    whole_share,
)
from order_sync.inbound.part_sums import Holders, narrowed_forms
from order_sync.inbound.stores import Place, Stores, places_of
from order_sync.order_types import OrderRule

_NO_FORM: Final = OrderForm()
_Key: TypeAlias = tuple[OrderRule, str]


@dataclass(frozen=True)
class Part:
    """What one store of Flow hands over of an order; `order` is narrowed to that.

    - `notes_shipments`: the order has further shipments, so the order in Flow must note which ones it is for
    - `elsewhere`: what others send, as texts for the shop
    - `undivided_line_ids`: lines that no other part has a share of
    """

    order: Order
    rule: OrderRule
    store_uid: str
    shipment_ids: frozenset[str] = frozenset()
    notes_shipments: bool = False
    elsewhere: tuple[str, ...] = ()
    note: NewProperty | None = None
    """The property of the order in Flow that notes what others have delivered of this part."""
    gone: Mapping[str, int] = field(default_factory=dict)
    """What others hand over of the part's lines, in hundredths; it is already taken off `order`."""
    undivided_line_ids: frozenset[str] = frozenset()

    @property
    def has_goods(self) -> bool:
        """Tell whether anything is left of the part: a quantity that is not cancelled."""
        lines = self.order.order_form.line_items if self.order.order_form else ()
        return any(line.quantity is None or whole_share(line).kept > 0 for line in lines)


@dataclass(frozen=True)
class Division:
    """The parts of an order; `names` are the senders of shipments that are no stores of Flow."""

    parts: tuple[Part, ...] = ()
    names: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Layout:
    """Where the shipments of an order go.

    `keys` are the parts, by rule and store; `owners` are the part numbers of the shipments, None for no store of Flow.
    """

    form: OrderForm
    shipments: Sequence[Shipment]
    places: Sequence[Place]
    keys: Sequence[_Key]
    owners: Sequence[int | None]

    @property
    def leaves_out(self) -> bool:
        """Tell whether a shipment of the order does not count, such as a cancelled one."""
        return len(self.shipments) < len(self.form.shipments)


def divide(order: Order, rule: OrderRule, stores: Stores, given_up: frozenset[str] = frozenset()) -> Division:
    """Divide an order; `given_up` are shipments that shops have cancelled. Raises InvalidData if no store is named at all."""
    form = order.order_form or _NO_FORM
    shipments = live_shipments(form)
    # All shipments are cancelled: the lines may still be open, and then a person is told.
    if form.shipments and not shipments:
        return Division(flags=tuple(open_on_cancelled(form)))
    places = places_of(order, shipments, rule, stores)
    if not any(place.name for place in places):
        raise InvalidData("storeId", None, f"given, nor is the first shipment's {rule.warehouse_field}")
    layout = _layout(form, shipments, places, rule)
    elsewhere = tuple(_elsewhere(layout))
    parts = tuple(_parts(order, layout, elsewhere, given_up)) if layout.keys else ()
    names = dict.fromkeys(place.name for place in places if place.store_uid is None and place.name)
    return Division(parts, tuple(names), (*overcancelled(form), *open_on_cancelled(form), *_astray(layout)))


def _layout(
    form: OrderForm, shipments: Sequence[Shipment], places: Sequence[Place], rule: OrderRule
) -> _Layout:
    named = dict.fromkeys((place.rule, place.store_uid) for place in places if place.store_uid)
    # The parts of the order's own type come first: they bear what is on no line (`part_sums`).
    keys = sorted(named, key=lambda key: key[0] is not rule)
    owners = [keys.index((place.rule, place.store_uid)) if place.store_uid else None for place in places]
    return _Layout(form, shipments, places, keys, owners)


def _parts(
    order: Order, layout: _Layout, elsewhere: tuple[str, ...], given_up: frozenset[str]
) -> Iterator[Part]:
    form = layout.form
    holders = tuple(_holders(line, layout) for line in form.line_items)
    ids = _shipment_ids(layout)
    forms = narrowed_forms(form, layout.shipments, layout.owners, holders, _bearers(ids, holders, given_up))
    for number, (rule, store_uid) in enumerate(layout.keys):
        own = forms[number]
        yield Part(
            order=order if own is order.order_form else order.model_copy(update={"order_form": own}),
            rule=rule,
            store_uid=store_uid,
            shipment_ids=ids[number],
            notes_shipments=len(form.shipments) > 1,
            elsewhere=elsewhere,
            undivided_line_ids=frozenset(
                line.line_item_id
                for line, held in zip(form.line_items, holders, strict=True)
                if line.line_item_id and set(held) == {number}
            ),
        )


def _shipment_ids(layout: _Layout) -> Sequence[frozenset[str]]:
    known = {id(shipment): shipment_id(at, shipment) for at, shipment in enumerate(layout.form.shipments)}
    owned = [(known[id(one)], owner) for one, owner in zip(layout.shipments, layout.owners, strict=False)]
    return [frozenset(one for one, owner in owned if owner == number) for number in range(len(layout.keys))]


def _bearers(
    ids: Sequence[frozenset[str]], holders: Sequence[Holders], given_up: frozenset[str]
) -> Sequence[int]:
    """Return for each part the one that carries its costs besides goods: itself, or the first with goods if it has none.

    A part that its shop has cancelled carries its own costs: no other shop must collect them.
    """
    numbers = range(len(ids))
    with_goods = [at for at in numbers if any(held[at].kept > 0 for held in holders if at in held)]
    is_own = [at in with_goods or not with_goods or bool(ids[at] & given_up) for at in numbers]
    return [at if is_own[at] else with_goods[0] for at in numbers]


def _holders(line: OrderLine, layout: _Layout) -> Holders:
    """Return the shares of a line by part number; None stands for senders that are no store of Flow."""
    if layout.leaves_out and is_only_on_cancelled(line, layout.form):
        return {None: whole_share(line)}
    shares = holders_of(line, layout.shipments)
    if not shares:
        return {_owner_of_stray(line, layout): whole_share(line)}
    held: dict[int | None, LineShare] = {}
    for position, share in shares.items():
        owner = layout.owners[position]
        held[owner] = held[owner] + share if owner in held else share
    return held


def _owner_of_stray(line: OrderLine, layout: _Layout) -> int | None:
    """Return the part of a line that is on no shipment: that of its package's parts, else the first."""
    parts = [part for part in layout.form.line_items if part.package_line_item_id == line.line_item_id]
    held = (position for part in parts for position in holders_of(part, layout.shipments))
    with_its_parts = next(held, None) if line.line_item_id else None
    if with_its_parts is not None:
        return layout.owners[with_its_parts]
    return 0 if layout.keys else None


def _elsewhere(layout: _Layout) -> Iterator[str]:
    """Tell what is sent by a warehouse that is no store of Flow: the shop reads it in the note."""
    if None not in layout.owners:
        return
    shares = (
        (line, position, share)
        for line in layout.form.line_items
        for position, share in holders_of(line, layout.shipments).items()
    )
    for line, position, share in shares:
        if layout.owners[position] is None and share.kept > 0:
            sender = layout.places[position].name or layout.shipments[position].warehouse_code or "nobody"
            yield f"Sent by {sender}: {shown(share.kept)} × {line.code}"


def _astray(layout: _Layout) -> Iterator[str]:
    """Flag the lines that are on no shipment, if there is more than one part they might belong to."""
    if not layout.keys or len(set(layout.owners)) == 1:
        return
    for line in layout.form.line_items:
        is_held = bool(holders_of(line, layout.shipments)) or is_only_on_cancelled(line, layout.form)
        owner = _owner_of_stray(line, layout)
        if not is_held and owner is not None and whole_share(line).open > 0:
            store_uid = layout.keys[owner][1]
            yield f"line {line.line_item_id}: in no shipment in Omnium, so it is with store {store_uid}"
