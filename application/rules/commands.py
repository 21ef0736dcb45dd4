"""Rules: defining them, looking at them, and doing what they say."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from application.campaigns.commands import PauseCampaign, ResumeCampaign, pause_campaign, resume_campaign
from application.context import CommandContext
from application.errors import NotFoundError
from application.handling import begin, change, first_answer, fold, load
from application.ports import Ledger, Receipt
from application.rules.port import DailyFigures
from domain.campaigns.campaign import Campaign, CampaignStatus
from domain.campaigns.errors import ChannelNotFoundError
from domain.errors import invalid
from domain.rules.actions import Pause, Resume
from domain.rules.conditions import read_days
from domain.rules.rule import Rule, RuleDefinition, RuleScope
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineRule:
    """Define a rule on a campaign or one of its channels."""

    definition: RuleDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseRule:
    """Let a rule say something else."""

    rule_id: RuleId
    definition: RuleDefinition


async def define_rule(ledger: Ledger, context: CommandContext, command: DefineRule) -> Receipt:
    """Define a rule; the receipt's stream is its id."""
    if answered := await first_answer(ledger, context):
        return answered
    await _check_scope(ledger, context, command.definition.scope)
    rule_id = RuleId(context.new_id("rule"))
    return await begin(ledger, context, Rule, rule_id, Rule.define(rule_id=rule_id, definition=command.definition))


async def revise_rule(ledger: Ledger, context: CommandContext, command: ReviseRule) -> Receipt:
    """Let a rule say something else."""
    if answered := await first_answer(ledger, context):
        return answered
    await _check_scope(ledger, context, command.definition.scope)
    return await change(ledger, context, Rule, command.rule_id, lambda rule: rule.revise(command.definition))


async def activate_rule(ledger: Ledger, context: CommandContext, rule_id: RuleId) -> Receipt:
    """Have a rule looked at."""
    return await change(ledger, context, Rule, rule_id, lambda rule: rule.activate())


async def pause_rule(ledger: Ledger, context: CommandContext, rule_id: RuleId) -> Receipt:
    """Have a rule looked at no longer."""
    return await change(ledger, context, Rule, rule_id, lambda rule: rule.pause())


async def evaluate_rule(ledger: Ledger, figures: DailyFigures, context: CommandContext, rule_id: RuleId) -> Receipt:
    """Hold a rule against the figures of the last whole days. What follows is a fact; nothing follows, no fact."""
    definition = (await load(ledger, context.organization, Rule, rule_id)).definition
    campaign = await load(ledger, context.organization, Campaign, definition.scope.campaign_id)
    today = _today(context, campaign, definition.scope)
    by_day = await figures.of(
        context.organization,
        definition.scope.campaign_id,
        definition.scope.account_id,
        today - timedelta(days=definition.condition.days),
        today - timedelta(days=1),
    )
    readings = read_days(definition.condition, today, by_day)
    by_rule = replace(context, actor=Actor(kind=ActorKind.RULE, id=str(rule_id)))
    return await change(
        ledger,
        by_rule,
        Rule,
        rule_id,
        lambda rule: rule.evaluate(readings, already_there=_is_already_there(campaign, rule.definition)),
    )


async def act_on_rule(ledger: Ledger, context: CommandContext, rule_id: RuleId) -> None:
    """Do what the fact that a rule triggered asks for. The context's cause is that fact."""
    history = await ledger.load(context.organization, rule_id)
    rule, triggered = fold(Rule, history), None
    for recorded in history:
        if recorded.fact_id == context.causation_id and isinstance(recorded.fact, Rule.Triggered):
            triggered = recorded.fact
    if rule is None or triggered is None:
        raise NotFoundError(f"There is no triggered rule {rule_id} behind this.")
    by_rule = replace(context, actor=Actor(kind=ActorKind.RULE, id=str(rule_id)))
    scope, reason = triggered.scope, f"Rule {rule.definition.name!r}: {triggered.condition}."
    match triggered.action:
        case Pause():
            pause = PauseCampaign(campaign_id=scope.campaign_id, account_id=scope.account_id, reason=reason)
            await pause_campaign(ledger, by_rule, pause)
        case Resume():
            resume = ResumeCampaign(campaign_id=scope.campaign_id, account_id=scope.account_id)
            await resume_campaign(ledger, by_rule, resume)
        case _:
            assert_never(triggered.action)


async def _check_scope(ledger: Ledger, context: CommandContext, scope: RuleScope) -> None:
    campaign = await load(ledger, context.organization, Campaign, scope.campaign_id)
    if campaign.status is CampaignStatus.OBSERVED:
        raise invalid(
            "scope.campaign_id", "The campaign was only imported for reporting.", "Name one that AdScale runs."
        )
    if scope.account_id is not None and scope.account_id not in campaign.channels:
        raise invalid(
            "scope.account_id", "The campaign has no channel on this account.", "Name one of its channels, or none."
        )


def _today(context: CommandContext, campaign: Campaign, scope: RuleScope) -> date:
    channels = [channel for account_id, channel in campaign.channels.items() if scope.account_id in (None, account_id)]
    if not channels:
        raise ChannelNotFoundError
    return min(context.now.astimezone(ZoneInfo(channel.account.time_zone)).date() for channel in channels)


def _is_already_there(campaign: Campaign, definition: RuleDefinition) -> bool:
    scope = definition.scope
    channel = campaign.channels.get(scope.account_id) if scope.account_id is not None else None
    runs = campaign.status in (CampaignStatus.LAUNCHING, CampaignStatus.ACTIVE)
    match definition.action:
        case Pause():
            return not runs or (channel is not None and channel.paused)
        case Resume():
            return not channel.paused if channel is not None else campaign.status is not CampaignStatus.PAUSED
        case _:
            assert_never(definition.action)
