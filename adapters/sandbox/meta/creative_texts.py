"""What Graph tells of a creative besides what was sent: the texts of its story, and the post that it becomes."""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.meta.stored_files import story_of

# column -> where the story of a link, a video or a photo says it
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "body": ("message", "caption"),
    "title": ("name", "title"),
    "video_id": ("video_id",),
}


def texts_of(creative_id: str, creative: dict[str, Any]) -> dict[str, Any]:
    """Return `body`, `title`, `video_id`, `call_to_action_type` and `effective_object_story_id` as far as known."""
    story, spec = story_of(creative), creative.get("object_story_spec") or {}
    found = {name: next((story[key] for key in keys if story.get(key)), None) for name, keys in _TEXTS.items()}
    action = story.get("call_to_action")
    found["call_to_action_type"] = action.get("type") if isinstance(action, dict) else None
    posted = f"{spec['page_id']}_{creative_id}" if story and spec.get("page_id") else None
    found["effective_object_story_id"] = creative.get("object_story_id") or posted
    return {name: value for name, value in found.items() if value and not creative.get(name)}
