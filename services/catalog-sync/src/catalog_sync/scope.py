"""Which of Omnium's markets a Flow tenant stands for, and which of them leads (catalog.md 2.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flow_omnium.omnium.models.catalogue import Market, MarketGroup
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class Scope:
    """The markets whose goods the shop sells; the leading one gives currency, language and tax rate.

    - `group`: the market group that the tenant stands for, None where it stands for its markets
    - `leading_group`: the market group that the leading market is in: prices may be those of a whole group
    - `tax_rate`: in percent, None where Omnium does not tell
    - `currencies`: of all its markets; a Flow tenant has the leading market's alone
    """

    markets: tuple[str, ...]
    leading: str
    currency: str | None = None
    language: str | None = None
    tax_rate: Decimal | None = None
    group: str | None = None
    group_members: frozenset[str] = frozenset()
    leading_group: str | None = None
    currencies: frozenset[str] = frozenset()

    def __str__(self) -> str:
        of = f"group {self.group}" if self.group else f"markets {', '.join(self.markets)}"
        return f"{of}; {self.language or 'any language'}"

    def sells(self, market_ids: Sequence[str]) -> bool:
        """Tell whether goods of these markets are sold here; of none stands for of all."""
        return not market_ids or not frozenset(self.markets).isdisjoint(market_ids)


@dataclass(frozen=True)
class Resolved:
    """A scope, or why there is none, each fault with the setting that it is about."""

    scope: Scope | None
    faults: tuple[str, ...] = ()


def resolve(tenant: Tenant, markets: Sequence[Market], groups: Sequence[MarketGroup]) -> Resolved:
    """Find the markets of a tenant. With UseMarketGroupFlowTenants it stands for a whole group, else for markets."""
    catalog, by_id = tenant.catalog, {market.market_id: market for market in markets}
    ids, group, faults = _named(tenant, by_id, groups)
    named = dict.fromkeys((*catalog.markets, *ids))
    unknown = [f"catalog.markets: Omnium has no market {one!r}" for one in named if one not in by_id]
    faults = (*faults, *unknown)
    leading = catalog.leading_market or next(iter(named), None)
    if leading is not None and leading not in ids:
        faults = (*faults, f"catalog.leadingMarket: {leading!r} is none of {', '.join(ids) or 'no markets'}")
    if faults or leading is None:
        return Resolved(None, faults or ("catalog.markets: there is no market",))
    chosen = by_id[leading]
    covered = ids if _stands_for_group(tenant) or catalog.markets else (leading,)
    return Resolved(
        Scope(
            markets=covered,
            leading=leading,
            currency=chosen.currency,
            language=catalog.language or chosen.product_content_language,
            tax_rate=chosen.default_tax_rate,
            group=group if _stands_for_group(tenant) else None,
            group_members=frozenset(ids),
            leading_group=chosen.market_group_id,
            currencies=frozenset(
                market.currency for market in markets if market.market_id in covered and market.currency
            ),
        )
    )


def currencies_differ(scope: Scope) -> str | None:
    """Return what to tell a person where the markets have several currencies: a Flow tenant has one."""
    if len(scope.currencies) <= 1:
        return None
    several = ", ".join(sorted(scope.currencies))
    return (
        f"the markets {', '.join(scope.markets)} have several currencies ({several}): {scope.currency} counts"
    )


def _stands_for_group(tenant: Tenant) -> bool:
    return tenant.connector is not None and tenant.connector.use_market_group_flow_tenants


def _named(
    tenant: Tenant, by_id: dict[str, Market], groups: Sequence[MarketGroup]
) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    """Return the markets that the settings name, the group that they make, and what is wrong."""
    catalog = tenant.catalog
    group_id = catalog.market_group
    if group_id is None and _stands_for_group(tenant):
        group_id = next((by_id[one].market_group_id for one in catalog.markets if one in by_id), None)
        if group_id is None:
            named = ", ".join(catalog.markets)
            return catalog.markets, None, (f"catalog.markets: {named} stand in no market group of Omnium",)
    if group_id is None:
        return catalog.markets, None, ()
    group = next((one for one in groups if one.group_id == group_id), None)
    members = group.market_ids if group else tuple(_of_group(by_id, group_id))
    if not members:
        return (), None, (f"catalog.marketGroup: Omnium has no market group {group_id!r}",)
    return tuple(members), group_id, ()


def _of_group(by_id: dict[str, Market], group_id: str) -> Sequence[str]:
    return [market.market_id for market in by_id.values() if market.market_group_id == group_id]
