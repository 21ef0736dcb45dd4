"""The campaign: its state, its verbs and how its facts become state. The facts stand in `facts.py`.

A verb guards, then returns the facts that follow, and changes nothing. `evolve` applies a fact without
a guard: it runs again on every replay.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.campaigns import errors, policies
from domain.campaigns.ad_group import AdGroup, AdGroupContent, Creative, CreativeContent, Objective
from domain.campaigns.budget import Budget, Flight
from domain.campaigns.channel import (
    Channel,
    ChannelAccount,
    ChannelProblem,
    Confirmed,
    Declarations,
    DesiredAdGroup,
    DesiredChannel,
    DesiredCreative,
)
from domain.campaigns.facts import CampaignFacts
from domain.campaigns.limits import MOST_CREATIVES
from domain.campaigns.plans import Plan, plan_violations, shares, spending_violations
from domain.errors import Violation, invalid, refuse_if_any
from domain.shared.copying import changed
from domain.shared.facts import Fact
from domain.shared.ids import AdAccountId, AdGroupId, CampaignId, CreativeId
from domain.shared.money import Currency, Money
from domain.shared.platform import Delivery, PlatformName

MOST_CHILDREN = 500
"""Ad groups and creatives together that one campaign may hold."""


class CampaignStatus(StrEnum):
    """Where in its life a campaign is. `OBSERVED`: met on a platform, only reported on."""

    DRAFT = "draft"
    LAUNCHING = "launching"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ARCHIVED = "archived"
    OBSERVED = "observed"


_ENDED = (CampaignStatus.COMPLETED, CampaignStatus.ARCHIVED)
_RUNNING = (CampaignStatus.LAUNCHING, CampaignStatus.ACTIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(CampaignFacts):
    """A campaign's state at `version`, folded from its facts."""

    stream_type: ClassVar[str] = "campaign"

    # --- state -------------------------------------------------------------------------------------------------

    campaign_id: CampaignId
    version: int
    name: str
    status: CampaignStatus
    objective: Objective | None = None
    budget: Budget | None = None
    flight: Flight | None = None
    declarations: Declarations = field(default_factory=Declarations)
    was_launched: bool = False
    channels: Mapping[AdAccountId, Channel] = field(default_factory=dict)
    ad_groups: Mapping[AdGroupId, AdGroup] = field(default_factory=dict)

    # --- verbs -------------------------------------------------------------------------------------------------

    @staticmethod
    def draft(
        *,
        campaign_id: CampaignId,
        name: str,
        objective: Objective,
        budget: Budget,
        flight: Flight,
        declarations: Declarations,
        channels: Sequence[tuple[ChannelAccount, int]],
        today: date,
    ) -> tuple[Fact, ...]:
        """Draft a campaign on at least one ad account, each with its weight in the budget."""
        accounts = [account for account, _ in channels]
        violations = [*plan_violations(name, budget, flight, channels, today)]
        if len({account.account_id for account in accounts}) != len(accounts):
            violations.append(_wrong("channels", "An ad account stands twice.", "Name each account once."))
        if not channels:
            violations.append(_wrong("channels", "A campaign needs an ad account.", "Name at least one."))
        for index, (_, weight) in enumerate(channels):
            violations += policies.weights_are_parts(weight, f"channels[{index}].weight")
        refuse_if_any(violations)
        return (
            Campaign.Drafted(
                campaign_id=campaign_id,
                name=name,
                objective=objective,
                budget=budget,
                flight=flight,
                declarations=declarations,
            ),
            *(Campaign.ChannelAdded(account=account, weight=weight) for account, weight in channels),
        )

    @staticmethod
    def discover(
        *,
        campaign_id: CampaignId,
        name: str,
        account_id: AdAccountId,
        platform: PlatformName,
        external_id: str,
        currency: Currency,
    ) -> tuple[Fact, ...]:
        """Take note of a campaign that runs without us, so that its figures have a home."""
        return (
            Campaign.Discovered(
                campaign_id=campaign_id,
                name=name,
                account_id=account_id,
                platform=platform,
                external_id=external_id,
                currency=currency,
            ),
        )

    def revise(
        self,
        *,
        today: date,
        name: str | None = None,
        objective: Objective | None = None,
        budget: Budget | None = None,
        flight: Flight | None = None,
        declarations: Declarations | None = None,
    ) -> tuple[Fact, ...]:
        """Rework a draft. What is None stays as it is; what does not differ leaves no fact."""
        self._must_be_draft()
        assert self.budget is not None and self.flight is not None  # noqa: S101, PT018 - every draft has both
        new_name = self.name if name is None else name
        new_budget, new_flight = budget or self.budget, flight or self.flight
        refuse_if_any([*plan_violations(new_name, new_budget, new_flight, self._plan(), today)])
        facts: list[Fact] = []
        if new_name != self.name:
            facts.append(Campaign.Renamed(name=new_name))
        if objective is not None and objective is not self.objective:
            facts.append(Campaign.ObjectiveChanged(objective=objective))
        if new_budget != self.budget:
            facts.append(Campaign.BudgetChanged(before=self.budget, after=new_budget))
        if new_flight != self.flight:
            facts.append(Campaign.FlightChanged(flight=new_flight))
        if declarations is not None and declarations != self.declarations:
            facts.append(Campaign.DeclarationsChanged(declarations=declarations))
        return tuple(facts)

    def add_channel(self, account: ChannelAccount, weight: int, today: date) -> tuple[Fact, ...]:
        """Let a draft also run on another ad account."""
        self._must_be_draft()
        assert self.budget is not None and self.flight is not None  # noqa: S101, PT018 - every draft has both
        if account.account_id in self.channels:
            raise invalid("account_id", "The campaign runs on this account already.", "Name another one.")
        plan = [*self._plan(), (account, weight)]
        violations = [*plan_violations(self.name, self.budget, self.flight, plan, today)]
        refuse_if_any([*policies.weights_are_parts(weight, "weight"), *violations])
        return (Campaign.ChannelAdded(account=account, weight=weight),)

    def remove_channel(self, account_id: AdAccountId) -> tuple[Fact, ...]:
        """Take an ad account, and the ad groups on it, out of a draft."""
        self._must_be_draft()
        self._channel(account_id)
        if len(self.channels) == 1:
            raise invalid("account_id", "It is the campaign's only channel.", "Add another one first.")
        return (Campaign.ChannelRemoved(account_id=account_id),)

    def add_ad_group(
        self, *, ad_group_id: AdGroupId, account_id: AdAccountId, content: AdGroupContent
    ) -> tuple[Fact, ...]:
        """Give a channel an ad group."""
        self._must_be_open()
        self._must_have_room()
        self._check_ad_group(content, self._channel(account_id).account)
        return (Campaign.AdGroupAdded(ad_group_id=ad_group_id, account_id=account_id, content=content),)

    def revise_ad_group(self, ad_group_id: AdGroupId, content: AdGroupContent) -> tuple[Fact, ...]:
        """Rework an ad group of a draft."""
        self._must_be_draft()
        ad_group = self._ad_group(ad_group_id)
        self._check_ad_group(content, self.channels[ad_group.account_id].account)
        if content == ad_group.content:
            return ()
        return (Campaign.AdGroupRevised(ad_group_id=ad_group_id, content=content),)

    def add_creative(
        self,
        *,
        ad_group_id: AdGroupId,
        creative_id: CreativeId,
        content: CreativeContent,
        derived_from: CreativeId | None = None,
    ) -> tuple[Fact, ...]:
        """Give an ad group a creative that its platform can show."""
        self._must_be_open()
        self._must_have_room()
        ad_group = self._ad_group(ad_group_id)
        self._check_creative(content, ad_group)
        self._must_take_one_more_creative(ad_group)
        if derived_from is not None and all(derived_from not in group.creatives for group in self.ad_groups.values()):
            raise errors.CreativeNotFoundError(
                _wrong("derived_from", "The campaign has no such creative.", "Name one of its creatives, or none.")
            )
        return (
            Campaign.CreativeAdded(
                ad_group_id=ad_group_id, creative_id=creative_id, content=content, derived_from=derived_from
            ),
        )

    def revise_creative(
        self, ad_group_id: AdGroupId, creative_id: CreativeId, content: CreativeContent
    ) -> tuple[Fact, ...]:
        """Give a creative its next version."""
        self._must_be_open()
        ad_group = self._ad_group(ad_group_id)
        creative = ad_group.creatives.get(creative_id)
        if creative is None:
            raise errors.CreativeNotFoundError
        self._check_creative(content, ad_group)
        if content == creative.content:
            return ()
        return (
            Campaign.CreativeRevised(
                ad_group_id=ad_group_id,
                creative_id=creative_id,
                creative_version=creative.version + 1,
                content=content,
            ),
        )

    def launch(self, today: date) -> tuple[Fact, ...]:
        """Ask for the campaign to run on all of its channels."""
        self._must_be_open()
        if self.status is not CampaignStatus.DRAFT:
            return ()
        missing = [*self._what_a_launch_lacks(today)]
        if missing:
            raise errors.CampaignNotReadyError(*missing)
        return (Campaign.LaunchRequested(),)

    def change_budget(self, amount: Money, today: date) -> tuple[Fact, ...]:
        """Let the campaign spend another amount; daily stays daily, lifetime stays lifetime."""
        self._must_be_open()
        assert self.budget is not None and self.flight is not None  # noqa: S101, PT018 - only observed ones lack them
        after = changed(self.budget, amount=amount)
        refuse_if_any([*spending_violations(after, self.flight, self._plan(), today)])
        return () if after == self.budget else (Campaign.BudgetChanged(before=self.budget, after=after),)

    def pause(self, reason: str) -> tuple[Fact, ...]:
        """Stop delivery on all channels until it is resumed."""
        self._must_be_open()
        if self.status is CampaignStatus.PAUSED:
            return ()
        self._must_be_running()
        return (Campaign.Paused(reason=reason),)

    def resume(self) -> tuple[Fact, ...]:
        """Let a paused campaign deliver again, on the channels that are not paused themselves."""
        self._must_be_open()
        if self.status in _RUNNING:
            return ()
        if self.status is not CampaignStatus.PAUSED:
            raise errors.CampaignNotPausedError
        return (Campaign.Resumed(),)

    def pause_channel(self, account_id: AdAccountId, reason: str) -> tuple[Fact, ...]:
        """Stop delivery on one channel."""
        self._must_be_open()
        channel = self._channel(account_id)
        if channel.paused:
            return ()
        if self.status is CampaignStatus.DRAFT:
            raise errors.CampaignNotRunningError
        return (Campaign.ChannelPaused(account_id=account_id, reason=reason),)

    def resume_channel(self, account_id: AdAccountId) -> tuple[Fact, ...]:
        """Let one paused channel deliver again."""
        self._must_be_open()
        return (Campaign.ChannelResumed(account_id=account_id),) if self._channel(account_id).paused else ()

    def complete(self) -> tuple[Fact, ...]:
        """End the campaign for good."""
        if self.status is CampaignStatus.COMPLETED:
            return ()
        self._must_be_open()
        if self.status is CampaignStatus.DRAFT:
            raise errors.CampaignNotRunningError
        return (Campaign.Completed(),)

    def archive(self) -> tuple[Fact, ...]:
        """Put the campaign away; if it runs, it stops."""
        self._must_not_be_observed()
        return () if self.status is CampaignStatus.ARCHIVED else (Campaign.Archived(),)

    def confirm_channel(self, account_id: AdAccountId, confirmed: Confirmed) -> tuple[Fact, ...]:
        """Take note of what a platform acknowledged; an answer older than the last one says nothing."""
        channel = self._channel(account_id)
        if channel.confirmed is not None and channel.confirmed.version >= confirmed.version:
            return ()
        fact = Campaign.ChannelConfirmed(account_id=account_id, confirmed=confirmed)
        return (fact, *self.evolve(self, fact)._launched_if_all_answered())  # noqa: SLF001 - the same class

    def reject_channel(self, account_id: AdAccountId, version: int, problem: ChannelProblem) -> tuple[Fact, ...]:
        """Take note that a platform did not take `version`, unless that is known in the same words."""
        channel = self._channel(account_id)
        if channel.settled or version < channel.desired_version or problem.says_the_same_as(channel.problem):
            return ()
        fact = Campaign.ChannelRejected(account_id=account_id, rejected_version=version, problem=problem)
        return (fact, *self.evolve(self, fact)._launched_if_all_answered())  # noqa: SLF001 - the same class

    # --- questions ---------------------------------------------------------------------------------------------

    def channel_budgets(self) -> dict[AdAccountId, Budget]:
        """Each channel's part of the budget, by weight, in steps that every platform can hold."""
        if self.budget is None:
            return {}
        return {
            account.account_id: changed(self.budget, amount=share)
            for account, share in shares(self.budget, self._plan())
        }

    def desired_channel(self, account_id: AdAccountId) -> DesiredChannel | None:
        """What a channel's platform should show; None while it should show nothing of this campaign."""
        channel = self._channel(account_id)
        if self.objective is None or self.flight is None or not self.was_launched:
            return None
        runs = self.status in _RUNNING and not channel.paused
        return DesiredChannel(
            campaign_id=self.campaign_id,
            version=channel.desired_version,
            account=channel.account,
            name=self.name,
            objective=self.objective,
            budget=self.channel_budgets()[account_id],
            flight=self.flight,
            declarations=self.declarations,
            delivery=Delivery.ENABLED if runs else Delivery.PAUSED,
            ended=self.status in _ENDED,
            ad_groups=tuple(
                DesiredAdGroup(
                    ad_group_id=group.ad_group_id,
                    content=group.content,
                    creatives=tuple(
                        DesiredCreative(creative_id=c.creative_id, version=c.version, content=c.content)
                        for c in group.creatives.values()
                    ),
                )
                for group in self.ad_groups.values()
                if group.account_id == account_id
            ),
        )

    def _plan(self) -> Plan:
        return [(channel.account, channel.weight) for channel in self.channels.values()]

    # --- guards ------------------------------------------------------------------------------------------------

    def _must_not_be_observed(self) -> None:
        if self.status is CampaignStatus.OBSERVED:
            raise errors.CampaignObservedError

    def _must_be_open(self) -> None:
        self._must_not_be_observed()
        if self.status in _ENDED:
            raise errors.CampaignEndedError

    def _must_be_draft(self) -> None:
        self._must_be_open()
        if self.status is not CampaignStatus.DRAFT:
            raise errors.CampaignNotDraftError

    def _must_be_running(self) -> None:
        if self.status not in _RUNNING:
            raise errors.CampaignNotRunningError

    def _must_have_room(self) -> None:
        children = len(self.ad_groups) + sum(len(group.creatives) for group in self.ad_groups.values())
        if children >= MOST_CHILDREN:
            message = f"The campaign holds {MOST_CHILDREN} ad groups and creatives, the most it can."
            raise invalid("campaign", message, "Split it into several campaigns.")

    def _channel(self, account_id: AdAccountId) -> Channel:
        channel = self.channels.get(account_id)
        if channel is None:
            raise errors.ChannelNotFoundError
        return channel

    def _ad_group(self, ad_group_id: AdGroupId) -> AdGroup:
        ad_group = self.ad_groups.get(ad_group_id)
        if ad_group is None:
            raise errors.AdGroupNotFoundError
        return ad_group

    def _check_ad_group(self, content: AdGroupContent, account: ChannelAccount) -> None:
        refuse_if_any(
            [
                *policies.names_are_short_and_plain(content.name, (account.platform,), "name"),
                *policies.targeting_names_countries_and_ages(content),
                *policies.search_ad_groups_have_keywords(content, account.platform),
                *policies.cost_caps_have_a_bid(content, account),
            ]
        )

    def _check_creative(self, content: CreativeContent, ad_group: AdGroup) -> None:
        platform = self.channels[ad_group.account_id].account.platform
        refuse_if_any([wrong for policy in policies.CREATIVE_POLICIES for wrong in policy(content, platform)])

    def _must_take_one_more_creative(self, ad_group: AdGroup) -> None:
        platform = self.channels[ad_group.account_id].account.platform
        most = MOST_CREATIVES[platform]
        if len(ad_group.creatives) >= most:
            message = f"{platform} shows at most {most} creatives in an ad group, and it has them."
            raise invalid("creatives", message, "Revise one of them, or add an ad group.")

    def _what_a_launch_lacks(self, today: date) -> list[Violation]:
        assert self.budget is not None and self.flight is not None  # noqa: S101, PT018 - every draft has both
        plan = self._plan()
        missing = [*plan_violations(self.name, self.budget, self.flight, plan, today)]
        for account, _ in plan:
            groups = [group for group in self.ad_groups.values() if group.account_id == account.account_id]
            if not groups:
                message = f"The channel on {account.name} has no ad group."
                missing.append(_wrong("ad_groups", message, "Add one, or take the channel out."))
            missing += [
                _wrong("creatives", f"The ad group {group.content.name!r} has no creative.", "Add at least one.")
                for group in groups
                if not group.creatives
            ]
        return missing

    def _launched_if_all_answered(self) -> tuple[Fact, ...]:
        channels = self.channels.values()
        answered = all(channel.settled or channel.problem is not None for channel in channels)
        if self.status is CampaignStatus.LAUNCHING and answered and any(channel.settled for channel in channels):
            return (Campaign.Launched(),)
        return ()

    # --- facts become state --------------------------------------------------------------------------------------

    @staticmethod
    def evolve(state: "Campaign | None", fact: Fact) -> "Campaign":  # noqa: C901, PLR0911, PLR0912 - a line a fact
        """Apply a fact. No guard, no clock: the same facts always give the same state."""
        if state is None:
            return _born(fact)
        version = state.version + 1
        match fact:
            # The commonest first: a case costs as much as the number of those before it.
            case Campaign.BudgetChanged():
                return changed(state, version=version, budget=fact.after, channels=_all_desired(state))
            case Campaign.ChannelConfirmed():
                return _with_channel(
                    changed(state, version=version),
                    fact.account_id,
                    lambda c: changed(c, confirmed=fact.confirmed, problem=None),
                )
            case Campaign.ChannelRejected():
                return _with_channel(
                    changed(state, version=version), fact.account_id, lambda c: changed(c, problem=fact.problem)
                )
            case Campaign.ChannelAdded():
                channel = Channel(account=fact.account, weight=fact.weight)
                return changed(state, version=version, channels={**state.channels, fact.account.account_id: channel})
            case Campaign.ChannelRemoved():
                return _without_channel(changed(state, version=version), fact.account_id)
            case Campaign.Renamed():
                return changed(state, version=version, name=fact.name)
            case Campaign.ObjectiveChanged():
                return changed(state, version=version, objective=fact.objective)
            case Campaign.FlightChanged():
                return changed(state, version=version, flight=fact.flight)
            case Campaign.DeclarationsChanged():
                return changed(state, version=version, declarations=fact.declarations)
            case Campaign.AdGroupAdded():
                group = AdGroup(ad_group_id=fact.ad_group_id, account_id=fact.account_id, content=fact.content)
                return _desired(_with_ad_group(changed(state, version=version), group), fact.account_id)
            case Campaign.AdGroupRevised():
                return _with_ad_group(
                    changed(state, version=version), changed(state.ad_groups[fact.ad_group_id], content=fact.content)
                )
            case Campaign.CreativeAdded():
                creative = Creative(
                    creative_id=fact.creative_id, version=1, content=fact.content, derived_from=fact.derived_from
                )
                return _with_creative(changed(state, version=version), fact.ad_group_id, creative)
            case Campaign.CreativeRevised():
                before = state.ad_groups[fact.ad_group_id].creatives[fact.creative_id]
                creative = changed(before, version=fact.creative_version, content=fact.content)
                return _with_creative(changed(state, version=version), fact.ad_group_id, creative)
            case Campaign.LaunchRequested():
                return changed(
                    state,
                    version=version,
                    status=CampaignStatus.LAUNCHING,
                    was_launched=True,
                    channels=_each_desired(state),
                )
            case Campaign.Launched():
                return changed(state, version=version, status=CampaignStatus.ACTIVE)
            case Campaign.Paused():
                return changed(state, version=version, status=CampaignStatus.PAUSED, channels=_all_desired(state))
            case Campaign.Resumed():
                live = any(channel.confirmed for channel in state.channels.values())
                status = CampaignStatus.ACTIVE if live else CampaignStatus.LAUNCHING
                return changed(state, version=version, status=status, channels=_all_desired(state))
            case Campaign.ChannelPaused():
                return _desired(
                    _with_channel(changed(state, version=version), fact.account_id, lambda c: changed(c, paused=True)),
                    fact.account_id,
                )
            case Campaign.ChannelResumed():
                return _desired(
                    _with_channel(changed(state, version=version), fact.account_id, lambda c: changed(c, paused=False)),
                    fact.account_id,
                )
            case Campaign.Completed():
                return changed(state, version=version, status=CampaignStatus.COMPLETED, channels=_all_desired(state))
            case Campaign.Archived():
                return changed(state, version=version, status=CampaignStatus.ARCHIVED, channels=_all_desired(state))
        raise TypeError(f"{fact!r} is no fact of a campaign that exists")


def _born(fact: Fact) -> Campaign:
    match fact:
        case Campaign.Drafted():
            return Campaign(
                campaign_id=fact.campaign_id,
                version=1,
                name=fact.name,
                status=CampaignStatus.DRAFT,
                objective=fact.objective,
                budget=fact.budget,
                flight=fact.flight,
                declarations=fact.declarations,
            )
        case Campaign.Discovered():
            return Campaign(campaign_id=fact.campaign_id, version=1, name=fact.name, status=CampaignStatus.OBSERVED)
    raise TypeError(f"{fact!r} does not begin a campaign")


def _wrong(field_path: str, message: str, fix: str) -> Violation:
    return Violation(field=field_path, message=message, fix=fix)


def _with_channel(state: Campaign, account_id: AdAccountId, change: Callable[[Channel], Channel]) -> Campaign:
    return changed(state, channels={**state.channels, account_id: change(state.channels[account_id])})


def _desired(state: Campaign, account_id: AdAccountId) -> Campaign:
    if not state.was_launched:
        return state
    return _with_channel(state, account_id, lambda channel: changed(channel, desired_version=state.version))


def _all_desired(before: Campaign) -> Mapping[AdAccountId, Channel]:
    """The channels once the next fact has changed what all of them are to be; nothing is pushed before the launch."""
    return _each_desired(before) if before.was_launched else before.channels


def _each_desired(before: Campaign) -> Mapping[AdAccountId, Channel]:
    version = before.version + 1
    return {key: changed(channel, desired_version=version) for key, channel in before.channels.items()}


def _with_ad_group(state: Campaign, group: AdGroup) -> Campaign:
    return changed(state, ad_groups={**state.ad_groups, group.ad_group_id: group})


def _with_creative(state: Campaign, ad_group_id: AdGroupId, creative: Creative) -> Campaign:
    group = state.ad_groups[ad_group_id]
    group = changed(group, creatives={**group.creatives, creative.creative_id: creative})
    return _desired(_with_ad_group(state, group), group.account_id)


def _without_channel(state: Campaign, account_id: AdAccountId) -> Campaign:
    return changed(
        state,
        channels={key: channel for key, channel in state.channels.items() if key != account_id},
        ad_groups={key: group for key, group in state.ad_groups.items() if group.account_id != account_id},
    )
