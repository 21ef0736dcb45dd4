"""What a rule can do: one module an action, all of them in `RuleAction`. A new one is a module and an entry here."""

from domain.rules.actions.pause import Pause as Pause
from domain.rules.actions.resume import Resume as Resume

RuleAction = Pause | Resume
"""Every action, told apart in storage by its `kind`."""
