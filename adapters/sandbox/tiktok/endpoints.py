"""Every path of an advertiser that is served: the one table that calls and the coverage are read from."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import ReadyAccount
from adapters.sandbox.tiktok import tools
from adapters.sandbox.tiktok.assets import Assets
from adapters.sandbox.tiktok.custom_audiences import CustomAudiences
from adapters.sandbox.tiktok.files import Files
from adapters.sandbox.tiktok.identities import Identities
from adapters.sandbox.tiktok.objects import Objects
from adapters.sandbox.tiktok.pixel_events import PixelEvents
from adapters.sandbox.tiktok.pixels import Pixels
from adapters.sandbox.tiktok.reads import Reads
from adapters.sandbox.tiktok.report_tasks import ReportTasks
from adapters.sandbox.tiktok.reports import Reports
from adapters.sandbox.tiktok.reviews import Reviews
from adapters.sandbox.tiktok.writes import Writes

Given = Mapping[str, Any]
Endpoint = Callable[[ReadyAccount, Given, str], Any]
Endpoints = Mapping[tuple[str, str], Endpoint]


def endpoints(sandbox: Sandbox, objects: Objects, reports: Reports) -> Endpoints:
    """Return (method, path) → what answers (advertiser, query or body, trace)."""
    return {
        **_objects(Reads(sandbox, objects), Writes(sandbox, objects)),
        **_files(Files(sandbox)),
        **_assets(Assets(sandbox), Identities(sandbox)),
        **_pixels(sandbox, Pixels(sandbox)),
        **_audiences(CustomAudiences(sandbox)),
        **_reviews(Reviews(sandbox)),
        **_tasks(ReportTasks(sandbox, reports)),
        ("GET", "/file/music/get/"): _untraced(partial(tools.music, sandbox.rules)),
        ("GET", "/tt_video/list/"): _untraced(partial(tools.spark_posts, sandbox.rules)),
        ("GET", "/tool/region/"): _untraced(tools.regions),
        ("GET", "/tool/language/"): _untraced(tools.languages),
        ("GET", "/tool/timezone/"): _untraced(tools.time_zones),
    }


def _untraced(answer: Callable[[ReadyAccount, Given], Any]) -> Endpoint:
    return lambda account, given, _trace: answer(account, given)


def _objects(reads: Reads, writes: Writes) -> Endpoints:
    table: dict[tuple[str, str], Endpoint] = {}
    for kind in ("campaign", "adgroup", "ad", "smart_plus_campaign", "smart_plus_adgroup", "smart_plus_ad"):
        root = f"/{kind.replace('smart_plus_', 'smart_plus/')}"
        table |= {
            ("GET", f"{root}/get/"): _untraced(partial(reads.find, kind)),
            ("POST", f"{root}/create/"): partial(writes.create, kind),
            ("POST", f"{root}/update/"): partial(writes.update, kind),
            ("POST", f"{root}/status/update/"): partial(writes.change_status, kind),
        }
        if kind.endswith("adgroup"):
            table["POST", f"{root}/budget/update/"] = partial(writes.change_budgets, kind)
    table["POST", "/ad/create/"] = writes.create_ads
    table["POST", "/ad/update/"] = writes.update_ads
    return table


def _files(files: Files) -> Endpoints:
    table: dict[tuple[str, str], Endpoint] = {
        ("POST", "/file/image/ad/upload/"): files.upload_image,
        ("POST", "/file/video/ad/upload/"): files.upload_video,
    }
    for kind in ("image", "video"):
        table |= {
            ("GET", f"/file/{kind}/ad/info/"): _untraced(partial(files.info, kind)),
            ("GET", f"/file/{kind}/ad/search/"): _untraced(partial(files.search, kind)),
            ("POST", f"/file/{kind}/ad/update/"): _untraced(partial(files.rename, kind)),
        }
    return table


def _assets(assets: Assets, identities: Identities) -> Endpoints:
    return {
        ("GET", "/identity/get/"): _untraced(identities.find),
        ("GET", "/identity/info/"): _untraced(identities.info),
        ("POST", "/identity/create/"): identities.create,
        ("POST", "/identity/delete/"): identities.delete,
        ("GET", "/creative/cta/recommend/"): _untraced(assets.buttons),
        ("GET", "/creative/portfolio/list/"): _untraced(assets.portfolios),
        ("GET", "/creative/portfolio/get/"): _untraced(assets.portfolio),
        ("POST", "/creative/portfolio/create/"): assets.create_portfolio,
    }


def _pixels(sandbox: Sandbox, pixels: Pixels) -> Endpoints:
    events = PixelEvents(sandbox, pixels)
    return {
        ("GET", "/pixel/event/stats/"): _untraced(events.stats),
        ("GET", "/pixel/instant_page/event/"): _untraced(events.instant_pages),
        ("GET", "/pixel/list/"): _untraced(pixels.find),
        ("POST", "/pixel/create/"): pixels.create,
        ("POST", "/pixel/update/"): pixels.update,
    }


def _audiences(audiences: CustomAudiences) -> Endpoints:
    root = "/dmp/custom_audience"
    return {
        ("POST", f"{root}/file/upload/"): audiences.upload,
        ("POST", f"{root}/create/"): audiences.create,
        ("POST", f"{root}/update/"): audiences.update,
        ("POST", f"{root}/delete/"): audiences.delete,
        ("GET", f"{root}/list/"): _untraced(audiences.find),
        ("GET", f"{root}/get/"): _untraced(audiences.details),
    }


def _reviews(reviews: Reviews) -> Endpoints:
    return {
        ("GET", "/ad/review_info/"): _untraced(partial(reviews.info, "ad")),
        ("GET", "/smart_plus/ad/review_info/"): _untraced(partial(reviews.info, "smart_plus_ad")),
    }


def _tasks(tasks: ReportTasks) -> Endpoints:
    return {
        ("POST", "/report/task/create/"): _untraced(tasks.create),
        ("GET", "/report/task/check/"): _untraced(tasks.check),
        ("POST", "/report/task/cancel/"): _untraced(tasks.cancel),
        ("GET", "/report/task/download/"): _untraced(tasks.download),
    }
