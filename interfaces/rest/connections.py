"""Connecting ad accounts: a link to the platform's consent page, and the way back from it.

The way back carries no key: a browser comes there. The sealed state that it brings is the proof.
"""

from typing import Annotated
from uuid import uuid5

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import HTMLResponse

from application.connections.commands import (
    CONSENT_LIVES,
    FinishConsent,
    StartConsent,
    finish_consent,
    opened_state,
    start_consent,
)
from application.context import CommandContext
from application.errors import ApplicationError
from application.handling import load
from application.platforms.errors import PlatformError
from domain.ad_accounts.ad_account import AdAccount
from domain.errors import Refusal, invalid
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import AdAccountId, CommandId
from domain.shared.platform import Platform
from interfaces.rest.access import AccountsCreator
from interfaces.rest.callback_page import connected_page, failed_page, wants_a_page
from interfaces.rest.connections_models import ConsentAnswer, ConsentOutcome, ReachedAccount
from interfaces.rest.documented import CONSENT, CREATE
from interfaces.rest.features import feature
from interfaces.rest.opened import OpenServices
from interfaces.rest.problems import kind_of
from interfaces.rest.values import Text
from interfaces.services import Services

router = feature("Connections")
way_back = APIRouter(prefix="/v1", tags=["Connections"])

_Returned = Annotated[Text | None, Query(max_length=4096)]


@router.post("/connections/{platform}/consent", status_code=201, operation_id="start_consent", responses=CREATE)
async def consent(
    services: OpenServices, context: AccountsCreator, response: Response, platform: Platform
) -> ConsentAnswer:
    """Begin to connect accounts of a platform: send a person to the link."""
    return _started(services, context, response, platform)


@router.post("/accounts/{account_id}/reconnect", status_code=201, operation_id="reconnect_account", responses=CREATE)
async def reconnect(
    services: OpenServices, context: AccountsCreator, response: Response, account_id: AdAccountId
) -> ConsentAnswer:
    """Connect an account again, under a new consent: send a person to the link."""
    account = await load(services.ledger, context.organization, AdAccount, account_id)
    if account.platform not in {platform.value for platform in Platform}:
        raise invalid("account_id", f"{account.platform} is only imported.", "Name an account of another platform.")
    return _started(services, context, response, Platform(account.platform))


@way_back.get(
    "/connections/callback",
    operation_id="finish_consent",
    response_model=ConsentOutcome,
    responses=CONSENT,
)
async def come_back(
    *,
    request: Request,
    services: OpenServices,
    state: Annotated[Text, Query(max_length=8192)],
    code: _Returned = None,
    auth_code: _Returned = None,
    error: _Returned = None,
) -> ConsentOutcome | HTMLResponse:
    """Where a platform sends a person back to after the consent. Connects every account that the consent reaches."""
    command = FinishConsent(state=state, code=auth_code or code, error=error)
    try:
        accounts = await finish_consent(services.connections, _returning(request, services, state), command)
    except (ApplicationError, PlatformError, Refusal) as failure:
        if wants_a_page(request):
            return HTMLResponse(failed_page(str(failure)), status_code=kind_of(failure).status)
        raise
    outcome = ConsentOutcome(accounts=[ReachedAccount.of(account) for account in accounts])
    return HTMLResponse(connected_page(outcome)) if wants_a_page(request) else outcome


def _started(services: Services, context: CommandContext, response: Response, platform: Platform) -> ConsentAnswer:
    command = StartConsent(platform=platform, redirect_uri=services.settings.consent_callback)
    consent_url = start_consent(services.connections, context, command)
    response.headers["Location"] = consent_url
    return ConsentAnswer(consent_url=consent_url, expires_at=context.now + CONSENT_LIVES)


def _returning(request: Request, services: Services, sealed: str) -> CommandContext:
    """The frame of whoever began the consent; its command is the same again if the browser comes twice."""
    state = services.connections.seal.open(sealed)
    context = CommandContext(
        organization=state.organization,
        actor=Actor(kind=ActorKind(state.actor_kind), id=state.actor_id),
        now=services.now(),
        command_id=CommandId(uuid5(state.attempt, "consent")),
        correlation_id=request.state.correlation_id,
        trace=request.state.trace,
    )
    opened_state(services.connections, context, sealed)
    return context
