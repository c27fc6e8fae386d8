"""The guides on the page: what is indexed, what the last build changed, and a button to build."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from bot.advisor import Advisor
from bot.own_documents import Added
from bot.page.html import lines, one_line, plain, tag
from bot.page.uploads import SHOWN, Tell, take, upload_button
from bot.project import guides_of
from bot.settings import CORPUS
from index import (
    BuildReport,
    CareerBotError,
    FailedFile,
    IndexedDocument,
    IndexMissingError,
    PassageChange,
    build_index,
    last_changes,
)

MOST_CHANGES = 50  # shown
SENT = "sent"  # folder of the home folder with the guides that were sent to the page


class GuidesPanel:
    """A panel that lists the guides when it is opened.

    Args:
        advisor: whose guides they are.
    """

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        with gr.Accordion("The guides", open=False, elem_id="guides") as self._panel:
            self._listed = gr.Markdown(elem_id="listed")
            self._report = gr.Markdown(elem_id="report")
            changing = advisor.settings.uploads == CORPUS
            with gr.Row():
                self._add = upload_button("Add to the guides, for all", "add", changing)
                self._build = gr.Button(
                    "Index them again", size="sm", visible=changing, elem_id="build"
                )

    def connect(self, quiet: dict[str, Any]) -> None:
        """Say what the controls do; `quiet` is what all listeners of the page are given."""
        self._panel.expand(self._list, None, self._listed, **quiet)
        if self._advisor.settings.uploads == CORPUS:  # a button that is hidden can be pressed, too
            shown = quiet | SHOWN
            for event in (
                self._build.click(self._rebuild, None, self._report, **shown),
                self._add.upload(self._take, self._add, self._report, **shown),
            ):
                event.then(self._list, None, self._listed, **quiet)

    async def _list(self) -> str:
        try:
            return await asyncio.to_thread(self._html)
        except CareerBotError as error:
            return tag("p", "problem", plain(str(error)))

    def _html(self) -> str:
        index = self._advisor.index
        failed = [FailedFile(f.source, f.reason, f.kept) for f in index.manifest.unread]
        try:
            changes = last_changes(index.settings)
        except IndexMissingError:  # it is the first
            changes = []
        return contents_html(index.contents(), failed, changes)

    async def _rebuild(self, progress: gr.Progress = gr.Progress()) -> str:  # noqa: B008
        # Gradio knows by the default that progress is wanted.
        def tell(doing: str, done: int, total: int) -> None:
            progress((done, total), desc=doing)

        try:
            report = await asyncio.to_thread(self._built, tell)
        except CareerBotError as error:
            return tag("p", "problem", plain(str(error)))
        return tag("p", "notice", plain(said(report)))

    async def _take(
        self,
        sent: list[str],
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> str:
        return await take(sent, self._added, progress)

    def _added(self, files: list[Path], tell: Tell) -> list[Added]:
        """Put files among the guides; those that cannot be read do not stay there."""
        folder = Path(self._advisor.settings.home).expanduser().resolve() / SENT
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copyfile(file, folder / file.name)
        report = self._built(tell)
        sources = {f"{SENT}/{file.name}": file.name for file in files}
        problems = {failed.source: failed.reason for failed in report.failed}
        for source in sources.keys() & problems.keys():
            (folder / sources[source]).unlink()
        passages = {each.source: each.passages for each in self._advisor.index.contents()}
        return [
            Added(name, passages.get(source, 0), problems.get(source, ""))
            for source, name in sources.items()
        ]

    def _built(self, tell: Tell) -> BuildReport:
        settings, embedder = self._advisor.settings, self._advisor.index.embedder
        paths = [Path(path) for path in guides_of(settings)]
        sent = Path(settings.home).expanduser().resolve() / SENT
        if sent.is_dir() and any(sent.iterdir()):
            paths.append(sent)
        return build_index(paths, settings.index, progress=tell, embedder=embedder)


def said(report: BuildReport) -> str:
    """What a build did, in a sentence."""
    if not report.changed:
        return "Nothing has changed since the last time."
    return (
        f"The index holds {report.documents} guides now; {report.embedded} texts were new to it, "
        f"which took {report.seconds:.0f} seconds."
    )


def contents_html(
    documents: Sequence[IndexedDocument],
    failed: Sequence[FailedFile],
    changes: Sequence[PassageChange],
) -> str:
    """What is indexed, what could not be read, and what the last build changed.

    Args:
        documents: what the index holds of each file.
        failed: what could not be read.
        changes: of the last build; none where it was the first.
    """
    parts = [_failed_html(failed), _changes_html(changes), _table_html(documents)]
    return one_line("".join(parts))


def _table_html(documents: Sequence[IndexedDocument]) -> str:
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Guide", "File", "Checked", "Passages")
    )
    rows = "".join(
        tag(
            "tr",
            "",
            "".join(
                tag("td", "", plain(text))
                for text in (each.title, each.source, each.updated, str(each.passages))
            ),
        )
        for each in documents
    )
    summary = tag("summary", "", f"{len(documents)} guides are indexed")
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<details open>{summary}{table}</details>"


def _failed_html(failed: Sequence[FailedFile]) -> str:
    if not failed:
        return ""
    items = "".join(tag("li", "", plain(str(each))) for each in failed)
    return tag("p", "problem", "These could not be read:") + f"<ul>{items}</ul>"


def _changes_html(changes: Sequence[PassageChange]) -> str:
    if not changes:
        return ""
    items = "".join(_change_html(change) for change in changes[:MOST_CHANGES])
    left = len(changes) - MOST_CHANGES
    more = tag("p", "", f"and {left} more") if left > 0 else ""
    summary = tag("summary", "", f"{len(changes)} passages were changed by the last build")
    return f"<details>{summary}<ul>{items}</ul>{more}</details>"


def _change_html(change: PassageChange) -> str:
    where = plain(f"{change.source}: {change.section}" if change.section else change.source)
    texts = [tag("del", "", lines(change.before))] if change.before else []
    texts += [tag("ins", "", lines(change.after))] if change.after else []
    return tag("li", "", f"{change.how}, {where}<br>{'<br>'.join(texts)}")
