"""JSON as Graph reads it in parameters: its documentation writes `{'since':...}`, and clients send `[age]` too."""

import json
import re
from typing import Any

_PIECE = re.compile(r"""("(?:[^"\\]|\\.)*")|'((?:[^'\\]|\\.)*)'|([A-Za-z_][\w.]*)""")
_LITERALS = frozenset({"true", "false", "null"})


def read_json(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what JSON holds, in single quotes or with bare words as well; raises ValueError for anything else."""
    try:
        return json.loads(text)
    except ValueError:
        if not text.lstrip().startswith(("[", "{")):
            raise
        return json.loads(_PIECE.sub(_as_json, text))


def _as_json(piece: re.Match[str]) -> str:
    whole, single, word = piece.groups()
    if whole is not None or word in _LITERALS:
        return piece[0]
    return json.dumps(word if word is not None else single.replace("\\'", "'"))
