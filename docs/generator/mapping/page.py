"""The whole page."""

from functools import cache
from typing import Final

from docs.generator.mapping.attention import attention_part
from docs.generator.mapping.customers import customers_part
from docs.generator.mapping.inbound import inbound_part
from docs.generator.mapping.outbound import outbound_part
from docs.generator.mapping.receipts import receipts_part

_INTRODUCTION: Final = """\
# Mapping

What every field and every code of one system becomes in the other, for the flows of `order-sync`. This page is written from
the code (`make docs`); the fields are read off by running the mapping on documents in which every field has a value.

- **Units.** Money, quantities and percentages are integers × 100 in Flow and decimals in Omnium, rounded half away from
  zero. Times are UTC. *Sanitized*: every character outside `A–Z a–z 0–9 _ -` becomes `_`.
- **from** lists the fields whose change changes the target. *else* is what counts where the one before is missing; *by* is
  what chooses. Names in capitals, and those with `flow.`, `stores.`, `paymentMethods.`, are [settings](settings.md).
- A text that is blank counts as missing, a list that is null as empty. What is missing is not sent.
- Why it is so where the vendors' pages are silent: decisions [6](decisions/0006-inbound-creation.md) and
  [14](decisions/0014-the-shop-s-orders.md). `flow-omnium plan` shows what the tables make of one order."""


@cache
def mapping_page() -> str:
    """Write the page."""
    parts = (inbound_part(), outbound_part(), customers_part(), receipts_part(), attention_part())
    return "\n\n".join((_INTRODUCTION, *parts)) + "\n"
