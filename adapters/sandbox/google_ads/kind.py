"""What a kind of resource is, and how it is spelled in paths, messages and names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`root` is the resource's name in rows, in the store and in the mutation log.

    `parent` is the field that names its parent resource, and the root of that; `fixed` lists what an update
    cannot touch; `named_under_parent` tells ids like `parent~own`. A link is `identified_by` the resources
    that it ties (and its field type), in that order; `joined` names those that a query can look at. `read_only` is
    what only Google fills, `own_id` the field for its number.
    """

    root: str
    collection: str
    method: str
    parent: str | None = None
    fixed: frozenset[str] = frozenset()
    named_under_parent: bool = False
    identified_by: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    read_only: frozenset[str] = frozenset()
    own_id: str = "id"

    @property
    def operation(self) -> str:
        """Return its field in a MutateOperation."""
        return f"{self.root}_operation"

    @property
    def result(self) -> str:
        """Return its field in a MutateOperationResponse."""
        return f"{self.root}_result"


def label_link(root: str, collection: str, service: str, parent: str) -> Kind:
    """Return the kind of a label on a resource."""
    return Kind(
        root=root,
        collection=collection,
        method=f"{service}/Mutate{collection[0].upper()}{collection[1:]}",
        parent=parent,
        identified_by=(parent, "label"),
        joined=("label",),
    )


def asset_link(root: str, collection: str, service: str, parent: str | None) -> Kind:
    """Return the kind of an asset that is used by a resource, or by the whole account."""
    tied = (parent, "asset", "field_type") if parent else ("asset", "field_type")
    return Kind(
        root=root,
        collection=collection,
        method=f"{service}/Mutate{collection[0].upper()}{collection[1:]}",
        parent=parent,
        fixed=frozenset(tied),
        identified_by=tied,
        joined=("asset",),
    )
