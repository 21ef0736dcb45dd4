"""Who may do what: permissions as `resource:action`, and the roles that carry them."""

from enum import StrEnum

from application.errors import NotAllowedError
from domain.organizations.organization import Role


class Permission(StrEnum):
    """Everything that a key can be allowed."""

    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_WRITE = "campaigns:write"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_WRITE = "accounts:write"
    RULES_READ = "rules:read"
    RULES_WRITE = "rules:write"
    PERFORMANCE_READ = "performance:read"
    PERFORMANCE_WRITE = "performance:write"
    HISTORY_READ = "history:read"


_READS = frozenset(permission for permission in Permission if permission.endswith(":read"))
_WITHOUT_ACCOUNTS = frozenset(Permission) - {Permission.ACCOUNTS_WRITE}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(Permission),
    Role.MANAGER: frozenset(Permission),
    Role.MEMBER: _WITHOUT_ACCOUNTS,
    Role.CLIENT: _READS,
}


def require(role: Role, permission: Permission) -> None:
    """Raise `NotAllowedError` unless the role carries the permission."""
    if permission not in PERMISSIONS[role]:
        raise NotAllowedError(f"This key's role is {role}; it lacks {permission}. Ask an owner for another key.")
