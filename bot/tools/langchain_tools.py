"""The career tools as LangChain's `StructuredTool`s, for agents of other programs.

from bot import Advisor
from bot.tools.langchain_tools import as_langchain
tools = as_langchain(Advisor.open())
"""

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from bot.tools.door import TOOLS, CareerTools, Tool

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool


def as_langchain(tools: CareerTools) -> "list[StructuredTool]":
    """One tool for each of the registry, with its description and its arguments.

    Args:
        tools: an advisor.
    """
    from langchain_core.tools import StructuredTool

    return [
        StructuredTool.from_function(
            func=_runs(tool, tools),
            name=f"career_{tool.name}",
            description=tool.says,
            args_schema=TypeAdapter(tool.asked).json_schema(),
        )
        for tool in TOOLS.values()
    ]


def _runs(tool: Tool, tools: CareerTools) -> Any:
    def run(**arguments: Any) -> dict[str, Any]:
        asked = TypeAdapter(tool.asked).validate_python(arguments)
        return tool.run(tools, asked).to_dict()

    return run
