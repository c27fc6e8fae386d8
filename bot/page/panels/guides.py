"""The guides on the page: what is indexed, what the last build changed, and a button to build."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from bot.advisor import Advisor
from bot.page.drawing.guide_list import list_html
from bot.page.drawing.html import lines, one_line, plain, tag
from bot.page.own_documents.sent_files import Added, became, put
from bot.page.panels.uploads import SHOWN, Tell, take, telling, upload_button
from bot.page.words import ENGLISH, Words, words_for, written
from bot.project import guides_of
from bot.settings import CORPUS
from index import (
    BuildReport,
    CareerBotError,
    FailedFile,
    IndexMissingError,
    Outline,
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
        self._sent = Path(advisor.settings.home).expanduser().resolve() / SENT
        changing = advisor.settings.uploads == CORPUS
        with gr.Row(visible=changing):
            self._add = upload_button("Add to the guides, for all", "add", changing)
            self._build = gr.Button(
                written("Index them again"), size="sm", visible=changing, elem_id="build"
            )
        self._report = gr.Markdown(elem_id="report")
        self._listed = gr.Markdown(elem_id="listed")

    def connect(self, opener: gr.Button, quiet: dict[str, Any]) -> None:
        """Say what the controls do.

        Args:
            opener: shows the panel.
            quiet: what all listeners of the page are given.
        """
        opener.click(self._list, None, self._listed, **quiet)
        if self._advisor.settings.uploads == CORPUS:  # a button that is hidden can be pressed, too
            shown = quiet | SHOWN
            for event in (
                self._build.click(self._rebuild, None, self._report, **shown),
                self._add.upload(self._take, self._add, self._report, **shown),
            ):
                event.then(self._list, None, self._listed, **quiet)

    async def _list(self, request: gr.Request) -> str:
        words = words_for(request)
        try:
            return await asyncio.to_thread(self._html, words)
        except CareerBotError as error:
            return tag("p", "problem", plain(words.of(str(error))))

    def _html(self, words: Words) -> str:
        index = self._advisor.index
        failed = (*index.manifest.failed, *index.manifest.incomplete)
        try:
            changes = last_changes(index.settings)
        except IndexMissingError:  # it is the first
            changes = []
        return contents_html(index.outline(), failed, changes, words)

    async def _rebuild(
        self,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  # how Gradio is told
    ) -> str:
        words = words_for(request)
        try:
            report = await asyncio.to_thread(self._built, telling(progress, words))
        except CareerBotError as error:
            return tag("p", "problem", plain(words.of(str(error))))
        told = (said(report, words), *(words.of(notice) for notice in report.notices))
        return "".join(tag("p", "notice", plain(each)) for each in told)

    async def _take(
        self,
        sent: list[str],
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> str:
        return await take(sent, self._added, progress, words_for(request))

    def _added(self, files: list[Path], tell: Tell) -> list[Added]:
        """Put files among the guides; those that cannot be read do not stay there."""
        self._sent.mkdir(parents=True, exist_ok=True)
        fresh, refused = put(files, self._sent)
        if not fresh:
            return refused
        try:
            report = self._built(tell)
        except CareerBotError:  # they would be indexed some time later, and no one told
            for name in fresh:
                (self._sent / name).unlink(missing_ok=True)
            raise
        return [*became(fresh, fresh, self._sent, report, self._advisor.index), *refused]

    def _built(self, tell: Tell) -> BuildReport:
        settings, embedder = self._advisor.settings, self._advisor.index.embedder
        paths = [Path(path) for path in guides_of(settings)]
        if self._sent.is_dir() and any(self._sent.iterdir()):
            paths.append(self._sent)
        return build_index(paths, settings.index, progress=tell, embedder=embedder)


def said(report: BuildReport, words: Words = ENGLISH) -> str:
    """What a build did, in a sentence."""
    if not report.changed:
        return words("Nothing has changed since the last time.")
    did = "The index holds {} guides now; {} texts were new to it, which took {} seconds."
    return words(did, report.documents, report.embedded, round(report.seconds))


def contents_html(
    outline: Outline,
    failed: Sequence[FailedFile],
    changes: Sequence[PassageChange],
    words: Words = ENGLISH,
) -> str:
    """What is indexed, what could not be read, and what the last build changed.

    Args:
        outline: of all guides.
        failed: what could not be read.
        changes: of the last build; none where it was the first.
        words: of the page.
    """
    parts = [_failed_html(failed, words), _changes_html(changes, words), list_html(outline, words)]
    return one_line("".join(parts))


def _failed_html(failed: Sequence[FailedFile], words: Words) -> str:
    if not failed:
        return ""
    items = "".join(tag("li", "", plain(str(each))) for each in failed)
    return tag("p", "problem", plain(words("These could not be read:"))) + f"<ul>{items}</ul>"


def _changes_html(changes: Sequence[PassageChange], words: Words) -> str:
    if not changes:
        return ""
    items = "".join(_change_html(change, words) for change in changes[:MOST_CHANGES])
    left = len(changes) - MOST_CHANGES
    more = tag("p", "", plain(words("and {} more", left))) if left > 0 else ""
    changed = words("{} passages were changed by the last build", len(changes))
    summary = tag("summary", "", plain(changed))
    return f"<details>{summary}<ul>{items}</ul>{more}</details>"


def _change_html(change: PassageChange, words: Words) -> str:
    where = plain(f"{change.source}: {change.section}" if change.section else change.source)
    texts = [tag("del", "", lines(change.before))] if change.before else []
    texts += [tag("ins", "", lines(change.after))] if change.after else []
    return tag("li", "", f"{plain(words(change.how))}, {where}<br>{'<br>'.join(texts)}")
