"""Ad groups and creatives as they travel."""

from collections.abc import Sequence
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.campaigns.ad_group import (
    AdGroup,
    AdGroupContent,
    BidStrategy,
    Creative,
    CreativeContent,
    Media,
    MediaKind,
    Targeting,
)
from domain.shared.ids import AdAccountId, CreativeId
from interfaces.rest.receipts import Written
from interfaces.rest.values import MoneyBody, RequestBody, ShortText, Text, WebAddress, WholeNumber

ACCOUNT_ID = "7f0e3d52-3c37-5b3e-9d35-4c8f6a1e2b11"
AD_GROUP_ID = "9c1b7a40-55a1-5f0d-8a3c-0b7d2e6f4a22"
CREATIVE_ID = "2d5e8f61-0c4b-5a7e-9b1d-6e3f7c8a9b33"
_WRITTEN: dict[str, Any] = {"id": "01936b5e-7c1a-7000-8000-3f1f4b3a52a5", "version": 5, "position": 1042}
_TARGETING: dict[str, Any] = {"countries": ["US", "CA"], "age_min": 25, "age_max": 54}
_AD_GROUP: dict[str, Any] = {
    "name": "Runners",
    "targeting": _TARGETING,
    "bid_strategy": "lowest_cost",
    "bid": None,
    "pixel": None,
    "keywords": ["running shoes"],
}
CREATIVE_EXAMPLE: dict[str, Any] = {
    "headlines": ["Run further", "Light shoes", "Made to last"],
    "descriptions": ["Shoes for every road.", "Free returns for 60 days."],
    "primary_text": "The lightest running shoe that we have ever made.",
    "media": [{"kind": "image", "reference": "8f14e45fceea167a5a36dedd4bea2543"}],
    "call_to_action": "SHOP_NOW",
    "destination_url": "https://shoes.example/run",
    "identity": "1029384756",
}


class TargetingBody(RequestBody):
    """Whom an ad group addresses: ISO 3166 alpha-2 countries and an age range."""

    countries: list[ShortText] = Field(max_length=300)
    age_min: WholeNumber = 18
    age_max: WholeNumber = 65


class AdGroupContentBody(RequestBody):
    """What can be said of an ad group. `keywords` are what a search platform matches; the others take none."""

    model_config = ConfigDict(json_schema_extra={"examples": [_AD_GROUP]})

    name: Text
    targeting: TargetingBody
    bid_strategy: BidStrategy = BidStrategy.LOWEST_COST
    bid: MoneyBody | None = None
    pixel: ShortText | None = None
    keywords: list[ShortText] = Field(default_factory=list, max_length=200)

    def content(self) -> AdGroupContent:
        """The same as the domain has it."""
        return AdGroupContent(
            name=self.name,
            targeting=Targeting(
                countries=tuple(self.targeting.countries),
                age_min=self.targeting.age_min,
                age_max=self.targeting.age_max,
            ),
            bid_strategy=self.bid_strategy,
            bid=None if self.bid is None else self.bid.money(),
            pixel=self.pixel,
            keywords=tuple(self.keywords),
        )

    @staticmethod
    def of(content: AdGroupContent) -> "AdGroupContentBody":
        """The domain's ad group as it travels."""
        targeting = content.targeting
        return AdGroupContentBody.model_construct(
            name=content.name,
            targeting=TargetingBody.model_construct(
                countries=list(targeting.countries), age_min=targeting.age_min, age_max=targeting.age_max
            ),
            bid_strategy=content.bid_strategy,
            bid=None if content.bid is None else MoneyBody.of(content.bid),
            pixel=content.pixel,
            keywords=list(content.keywords),
        )


class AddAdGroupBody(AdGroupContentBody):
    """A new ad group on one of the campaign's channels."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_id": ACCOUNT_ID, **_AD_GROUP}]})

    account_id: AdAccountId


class MediaBody(RequestBody):
    """A picture or a video by the platform's own reference (image hash or URL, video id)."""

    kind: MediaKind
    reference: WebAddress


class CreativeContentBody(RequestBody):
    """What a creative shows. `identity` is the page or identity in whose name it speaks."""

    model_config = ConfigDict(json_schema_extra={"examples": [CREATIVE_EXAMPLE]})

    headlines: list[Text] = Field([], max_length=100)
    descriptions: list[Text] = Field([], max_length=100)
    primary_text: Text = ""
    media: list[MediaBody] = Field([], max_length=100)
    call_to_action: ShortText = "LEARN_MORE"
    destination_url: WebAddress
    identity: ShortText | None = None

    def content(self) -> CreativeContent:
        """The same as the domain has it."""
        return CreativeContent(
            headlines=tuple(self.headlines),
            descriptions=tuple(self.descriptions),
            primary_text=self.primary_text,
            media=tuple(Media(kind=media.kind, reference=media.reference) for media in self.media),
            call_to_action=self.call_to_action,
            destination_url=self.destination_url,
            identity=self.identity,
        )

    @staticmethod
    def of(content: CreativeContent) -> "CreativeContentBody":
        """The domain's creative as it travels."""
        return CreativeContentBody.model_construct(
            headlines=list(content.headlines),
            descriptions=list(content.descriptions),
            primary_text=content.primary_text,
            media=[MediaBody.model_construct(kind=media.kind, reference=media.reference) for media in content.media],
            call_to_action=content.call_to_action,
            destination_url=content.destination_url,
            identity=content.identity,
        )


class AddCreativeBody(CreativeContentBody):
    """A new creative; `derived_from` names the creative that it was made from, if any."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**CREATIVE_EXAMPLE, "derived_from": None}]})

    derived_from: CreativeId | None = None


class AdGroupWritten(Written):
    """A new ad group: `id`, `version` and `position` are its campaign's."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_WRITTEN, "ad_group_id": AD_GROUP_ID}]})

    ad_group_id: UUID


class CreativeWritten(Written):
    """A new creative: `id`, `version` and `position` are its campaign's."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_WRITTEN, "creative_id": CREATIVE_ID}]})

    creative_id: UUID


class CreativeAnswer(BaseModel):
    """A creative at its present version."""

    creative_id: UUID
    version: int
    content: CreativeContentBody
    derived_from: UUID | None

    @classmethod
    def of(cls, creative: Creative) -> Self:
        """The domain's creative as it travels."""
        return cls(
            creative_id=creative.creative_id,
            version=creative.version,
            content=CreativeContentBody.of(creative.content),
            derived_from=creative.derived_from,
        )


class AdGroupAnswer(BaseModel):
    """An ad group with its creatives."""

    ad_group_id: UUID
    account_id: UUID
    content: AdGroupContentBody
    creatives: Sequence[CreativeAnswer]

    @classmethod
    def of(cls, ad_group: AdGroup) -> Self:
        """The domain's ad group as it travels."""
        return cls(
            ad_group_id=ad_group.ad_group_id,
            account_id=ad_group.account_id,
            content=AdGroupContentBody.of(ad_group.content),
            creatives=[CreativeAnswer.of(creative) for creative in ad_group.creatives.values()],
        )
