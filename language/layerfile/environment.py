"""Variables: the ones that every step sees, and what `$X` stands for before a run."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BUILTIN_ENV: Mapping[str, str] = MappingProxyType(
    {
        "CI": "true",
        "IS_CI_MACHINE": "true",
        "CI_MACHINE": "true",
        "IN_CI_MACHINE": "true",
        "IN_CI": "true",
        "DEBIAN_FRONTEND": "noninteractive",
        "WEBAPPIO": "true",
    }
)
"""What every step sees, always with these values."""

RUN_ENV = frozenset(
    {
        *("GIT_TAG", "GIT_COMMIT", "GIT_SHORT_COMMIT", "GIT_COMMIT_TITLE", "GIT_BRANCH"),
        *("GIT_CLONE_USER", "EXPOSE_WEBSITE_HOST", "SUBDOMAIN", "DEPLOYMENT_HOST", "JOB_ID"),
        *("PULL_REQUEST_URL", "REPOSITORY_NAME", "REPOSITORY_OWNER", "ORGANIZATION_NAME"),
        *("RUNNER_ID", "RETRY_INDEX", "API_EXTRA", "SPLIT", "SPLIT_NUM"),
    }
)
"""What steps see with values that only a run knows."""

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""PATH where no ENV has set it."""


def home(user: str) -> str:
    """The home directory of a user in the machine."""
    return "/root" if user == "root" else f"/home/{user}"


def known(env: Mapping[str, str], user: str) -> dict[str, str]:
    """What `$X` can stand for in a step of `user`, after ENV has set `env`."""
    login = {"HOME": home(user), "USER": user, "LOGNAME": user, "PATH": DEFAULT_PATH}
    return {**BUILTIN_ENV, **login, **env}
