import pytest

from application.authorization import PERMISSIONS, Permission, require
from application.errors import NotAllowedError
from domain.organizations.organization import Role


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_permissions(role: Role) -> None:
    assert role in PERMISSIONS


@pytest.mark.parametrize("permission", Permission)
def test_an_owner_may_do_everything(permission: Permission) -> None:
    require(Role.OWNER, permission)


@pytest.mark.parametrize("permission", Permission)
def test_a_client_only_reads(permission: Permission) -> None:
    if permission.endswith(":read"):
        require(Role.CLIENT, permission)
    else:
        with pytest.raises(NotAllowedError):
            require(Role.CLIENT, permission)


def test_a_member_does_not_touch_accounts() -> None:
    require(Role.MEMBER, Permission.CAMPAIGNS_WRITE)
    with pytest.raises(NotAllowedError, match=r"role is member; it lacks accounts:write. Ask an owner"):
        require(Role.MEMBER, Permission.ACCOUNTS_WRITE)
