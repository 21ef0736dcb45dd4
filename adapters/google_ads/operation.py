"""One change as Google's mutate call takes it, in plain words: no SDK object is needed to build or to test it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["campaign_budget", "campaign", "campaign_criterion", "ad_group", "ad_group_criterion", "ad_group_ad"]

Body = Mapping[str, object]
"""A resource's fields by Google's names; enumerations by the names of their values."""

_COLLECTIONS: Mapping[Kind, str] = {
    "campaign_budget": "campaignBudgets",
    "campaign": "campaigns",
    "campaign_criterion": "campaignCriteria",
    "ad_group": "adGroups",
    "ad_group_criterion": "adGroupCriteria",
    "ad_group_ad": "adGroupAds",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A create, or an update of the fields that `mask` names: the client's own mask drops zeros and False.

    `about` maps Google's fields to ours, so that a refusal can name what a person wrote.
    """

    kind: Kind
    body: Body
    mask: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    def as_wire(self) -> Mapping[str, object]:
        """The `MutateOperation` message as a mapping."""
        if self.mask:
            return {f"{self.kind}_operation": {"update": self.body, "update_mask": {"paths": list(self.mask)}}}
        return {f"{self.kind}_operation": {"create": self.body}}


def resource_name(customer_id: str, kind: Kind, id_: str) -> str:
    """As in `customers/1/campaigns/2`; a negative id stands for what the same request creates."""
    return f"customers/{customer_id}/{_COLLECTIONS[kind]}/{id_}"
