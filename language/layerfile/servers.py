"""Commands that do not end by themselves: servers, watchers and the like."""

from __future__ import annotations

from collections.abc import Mapping
from re import compile as pattern
from types import MappingProxyType

from layerfile.shell import Command

_NOT_A_SERVER = frozenset(
    {"--help", "-h", "--version", "--daemon", "--daemonize", "--detach", "--detached", "--background", "--fork"}
)
"""With one of these any of the programs ends, or goes on in the background."""

_ALWAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("uvicorn", "hypercorn", "daphne", "nodemon", "ts-node-dev", "live-server"), ("-V", "-v")),
        **dict.fromkeys(("json-server", "webpack-dev-server", "start-storybook", "Xvfb", "dockerd"), ("-v",)),
        "http-server": ("-v",),
        "serve": ("-v",),
        "gunicorn": ("-D", "-v", "--check-config", "--print-config"),
        "unicorn": ("-D", "-v"),
        "puma": ("-d", "-v", "-V"),
        "rackup": ("-D",),
        "mysqld_safe": ("-V",),
        "rabbitmq-server": ("-detached",),
        "memcached": ("-d", "-V"),
    }
)
"""Servers, with the options that make them something else."""

_SUBCOMMANDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "flask": (("run",), ()),
        "rails": (("server", "s"), ("-d",)),
        "hugo": (("server", "serve"), ()),
        "jekyll": (("serve", "s", "server"), ("-B",)),
        "mkdocs": (("serve",), ()),
        "ng": (("serve",), ("--no-watch",)),
        "vue-cli-service": (("serve",), ()),
        "react-scripts": (("start",), ()),
        "next": (("dev", "start"), ()),
        "nuxt": (("dev", "start"), ()),
        "vite": (("dev", "serve", "preview"), ()),
        "webpack": (("serve", "watch"), ()),
        "gatsby": (("develop", "serve"), ()),
        "astro": (("dev", "preview"), ()),
        "ember": (("serve", "server", "s"), ()),
        "streamlit": (("run",), ()),
        "caddy": (("run", "file-server", "reverse-proxy"), ()),
        "symfony": (("serve", "server:start"), ("-d",)),
        "foreman": (("start",), ()),
        "honcho": (("start",), ()),
        "ngrok": (("http", "tcp"), ()),
        "kubectl": (("port-forward", "proxy"), ()),
        "thin": (("start",), ("-d",)),
    }
)
"""Programs that are servers with one of the first words, unless one of the options is there."""

_MANAGERS = ("npm", "pnpm", "yarn", "bun")
_SCRIPTS = ("start", "serve", "server", "dev", "watch")
_BY_RUNNER = {"bundle": ("exec",), "poetry": ("run",), "pipenv": ("run",), "uv": ("run",), "pnpm": ("exec", "dlx")}
_PYTHON = pattern(r"python[23]?(?:\.\d{1,2})?")
_PYTHON_MODULES = frozenset({"http.server", "SimpleHTTPServer"})
_PYTHON_SERVERS = frozenset({"flask", "uvicorn", "gunicorn", "hypercorn", "daphne", "streamlit"})

WORDS = frozenset(
    {
        *_ALWAYS,
        *(name for name in _SUBCOMMANDS if name != "kubectl"),
        *("start", "serve", "server", "dev", "watch", "runserver", "http.server", "SimpleHTTPServer"),
        *("up", "nginx", "redis-server", "mongod", "tail", "php", "port-forward", "proxy", "sleep", "bootRun"),
        *("spring-boot", "phx.server", "sshd"),
    }
)
"""At least one of these words is in each such command."""

_RARE = "|".join(sorted({*_ALWAYS, *_SUBCOMMANDS, "redis-server", "mongod", "gradlew", "gradle", "mix", "sshd"}))
_MAYBE = pattern(
    r"\b(?:npm|pnpm|yarn|bun)\b[^;&|\n]{0,99}?\b(?:start|serve|server|dev|watch)\b"
    r"|compose\b[^;&|\n]{0,199}?\bup\b(?![^;&|\n]{0,299}?\s(?:-d\b|--detach))"
    r"|manage\.py|http\.server|SimpleHTTPServer|-m (?:flask|uvicorn|gunicorn|hypercorn|daphne|streamlit)\b"
    r"|\bphp -S|artisan serve|daemon off|tail\s[^;&|\n]{0,99}?-(?:f|F|-follow)|sleep infinity"
    rf"|\b(?:{_RARE})\b"
)


def maybe(command: str) -> bool:
    """Whether it is worth the time to read a RUN's command: without one of these it has nothing that stays."""
    return _MAYBE.search(command) is not None


def stays(command: Command) -> bool:
    """Whether a command never ends by itself, as far as its words can say."""
    command = command.without_wrappers()
    words = [word.text for word in command.words]
    if not words:
        return False
    name = command.name
    arguments = words[1:]
    if name in _BY_RUNNER and arguments[:1] and arguments[0] in _BY_RUNNER[name]:
        name, *arguments = arguments[1:] or [""]
        name = name.rpartition("/")[2]
    if name in ("yarn", "pnpm", "bun") and arguments and (arguments[0] in _SUBCOMMANDS or arguments[0] in _ALWAYS):
        # These run a program of the project's by its name alone.
        name, *arguments = arguments
    if not _NOT_A_SERVER.isdisjoint(arguments):
        return False
    return _is_server(name, arguments)


def _is_server(name: str, arguments: list[str]) -> bool:
    if name in _MANAGERS:
        return _is_script(arguments)
    if name in _ALWAYS:
        return all(word not in _ALWAYS[name] for word in arguments)
    if name in _SUBCOMMANDS:
        first, ending = _SUBCOMMANDS[name]
        return arguments[:1] != [] and arguments[0] in first and all(word not in ending for word in arguments)
    if _PYTHON.fullmatch(name):
        return _is_python_server(arguments)
    match name:
        case "docker" | "podman":
            return arguments[:1] == ["compose"] and _is_compose_up(arguments[1:])
        case "docker-compose" | "podman-compose":
            return _is_compose_up(arguments)
        case "manage.py":
            return arguments[:1] == ["runserver"]
        case "php":
            return arguments[:1] == ["-S"] or arguments[:2] == ["artisan", "serve"]
        case "artisan":
            return arguments[:1] == ["serve"]
        case "nginx":
            return any("daemon off" in word for word in arguments)
        case "redis-server":
            # A file of settings may say that it is to go into the background.
            return all(word.startswith("-") for word in arguments[:1]) and arguments[:1] != ["-v"]
        case "mongod":
            return not any(word in ("-f", "--config", "--shutdown", "--repair") for word in arguments)
        case "tail":
            return any(word in ("-f", "-F", "--follow") for word in arguments) and "--pid" not in " ".join(arguments)
        case "sleep":
            return arguments == ["infinity"]
        case "gradlew" | "gradle":
            return "bootRun" in arguments
        case "mix":
            return arguments == ["phx.server"]
        case "sshd":
            return "-D" in arguments
        case _:
            return False


def _is_script(arguments: list[str]) -> bool:
    """Whether a package manager is to run a script that is a server by its name."""
    if "--" in arguments:
        arguments = arguments[: arguments.index("--")]
    words = [word for word in arguments if word not in ("run", "run-script", "--silent", "-s")]
    return len(words) >= 1 and words[0] in _SCRIPTS and (words[0] == "start" or _is_run(arguments))


def _is_run(arguments: list[str]) -> bool:
    # `npm watch` is no command; in yarn, pnpm and bun it is.
    return arguments[0] in ("run", "run-script", *_SCRIPTS)


def _is_python_server(arguments: list[str]) -> bool:
    while arguments and arguments[0] in ("-u", "-B", "-E"):
        arguments = arguments[1:]
    if arguments[:1] == ["-m"]:
        module, rest = arguments[1:2], arguments[2:]
        if module and module[0] in _PYTHON_MODULES:
            return True
        return (
            bool(module) and module[0] in ("flask", "uvicorn", "gunicorn", "streamlit") and _is_server(module[0], rest)
        )
    script = arguments[0].rpartition("/")[2] if arguments else ""
    return script == "manage.py" and arguments[1:2] == ["runserver"]


def _is_compose_up(arguments: list[str]) -> bool:
    """Whether all services are brought up, and stay: one that is named may be a test, which ends."""
    with_value = ("-f", "--file", "-p", "--project-name", "--profile", "--env-file", "--project-directory")
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        rest = rest[2 if rest[0] in with_value else 1 :]
    harmless = ("--build", "--force-recreate", "--remove-orphans", "--no-build", "--quiet-pull", "--no-color", "-V")
    return rest[:1] == ["up"] and all(word in harmless for word in rest[1:])
