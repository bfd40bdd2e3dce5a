"""Settings from the environment, typed. A wrong value stops the start with a sentence."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, IPvAnyNetwork, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def listed(text: object) -> object:
    """What is written with commas between."""
    return [part.strip() for part in text.split(",") if part.strip()] if isinstance(text, str) else text


class Environment(BaseSettings):
    """Every variable starts with LOOPWORKS_, such as LOOPWORKS_DB_HOST."""

    model_config = SettingsConfigDict(env_prefix="LOOPWORKS_")

    debug: bool = False
    secret_key: str = Field("only for tests: the start command makes a real one", min_length=20)
    allowed_hosts: str = "localhost,127.0.0.1,[::1],testserver"
    db_host: str = ""
    db_port: int = Field(5432, ge=1, le=65535)
    db_name: str = "loopworks"
    db_owner: str = "erp_owner"
    db_app: str = "erp_app"
    db_platform: str = "erp_platform"
    db_password_owner: str = ""
    db_password_app: str = ""
    db_password_platform: str = ""
    redis_url: str = "memory://"
    statement_timeout_seconds: int = Field(5, ge=1, le=600)
    requests_per_minute: int = Field(1200, ge=0)
    log_format: Literal["text", "json"] = "text"
    metrics_token: str = ""
    webhook_networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(listed)] = ()
    web_threads: int = Field(8, ge=1, le=200)
    job_lease_seconds: int = Field(30, ge=3, le=3600)
    secure_cookies: bool = False
    static_root: Path = Path(".data/static")
    demo: bool = True


@cache
def environment() -> Environment:
    """Read once. Exits with one sentence for each wrong value."""
    try:
        return Environment()  # type: ignore[call-arg]
    except ValidationError as error:
        for wrong in error.errors():
            name = "LOOPWORKS_" + "_".join(str(part) for part in wrong["loc"]).upper()
            value = "…" if name == "LOOPWORKS_SECRET_KEY" else repr(wrong["input"])
            sys.stderr.write(f"{name}={value} is no usable setting: {wrong['msg']}.\n")
        raise SystemExit(2) from None
