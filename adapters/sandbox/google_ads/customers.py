"""The accounts: those a sandbox begins with, those made in it, and what was changed about either."""

import re
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import available_timezones

from google.protobuf.json_format import MessageToDict, ParseDict

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.masks import lay_over, touched_fields
from adapters.sandbox.google_ads.accounts import account_of, new_account_id
from adapters.sandbox.google_ads.refusals import RefusedError, refused
from adapters.sandbox.google_ads.wire import Proto, Wire
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount
