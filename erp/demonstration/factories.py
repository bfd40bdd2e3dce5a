"""Which demonstration factories there are."""

from __future__ import annotations

from dataclasses import dataclass

from erp.demonstration.people import Person, staff


@dataclass(frozen=True)
class Factory:
    """`code`: its folder in demo/. The planner commits to what starts until D`firm_until`; the rest stays proposed."""

    code: str
    name: str
    people: tuple[Person, ...]
    firm_until: int


HUADONG = Factory(
    "huadong",
    "华东精密制造",
    staff("", "韩立群 周敏 马国强 孙浩 李强 吴倩 郑雪 何军 陈静 林悦 高峰 许明"),
    firm_until=20,
)
HEWEI = Factory(
    "hewei",
    "禾味食品",
    staff("hewei-", "沈建华 顾晓燕 陆国平 钱卫东 姚丽 方敏 金晶 俞海 朱琳 张蕾 施强 徐文"),
    firm_until=23,
)
FACTORIES = (HUADONG, HEWEI)
