"""Commands of the index: index, diff, status, rollback, doctor."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.terminal import complain, printable
from bot.settings import Settings
from index import CareerBotError, IndexingError

if TYPE_CHECKING:
    from index import BuildReport

Folders = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FOLDER",
        help="Folders or files; without any, those indexed before, or the project's corpus.",
    ),
]


def index(
    folder: Folders = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and build again whenever a file changes.")
    ] = False,
    allow_empty: Annotated[
        bool,
        typer.Option(
            "--allow-empty",
            help="Take documents out of the index if their folder holds none any more. Without "
            "this, such a folder counts as one whose disk is not there, and nothing is changed.",
        ),
    ] = False,
) -> None:
    """Build the index, or bring it up to date.

    Makes the index hold exactly the guides in the folders named. Only what changed is embedded; the
    old index answers until the new one is checked.
    """
    from bot.cli.watching import when_changed
    from bot.project import build_with_progress, guides_of

    settings = Settings.from_environment()
    folders = folder or guides_of(settings)
    report = build_with_progress(folders, settings, allow_empty=allow_empty)
    _print_report(report)
    if watch:
        print(f"Watching {', '.join(folders)} (Ctrl-C stops it).", flush=True)
        for _ in when_changed(folders):
            try:
                report = build_with_progress(folders, settings)
            except CareerBotError as error:  # the files may be put right next
                complain(error)
            else:
                if report.changed:
                    _print_report(report)
    if report.failed:
        raise typer.Exit(1)


def _print_report(report: "BuildReport") -> None:
    print(
        f"{report.documents} documents, {report.chunks} passages, {report.sentences} sentences; "
        f"{report.embedded} texts embedded in {report.seconds:.1f} s."
        + ("" if report.changed else " Nothing had changed."),
        flush=True,
    )
    if report.too_long:
        print(
            f"{report.too_long} texts are longer than the embedding model reads.", file=sys.stderr
        )
    if report.failed:
        print(
            f"{len(report.failed)} could not be read, as reported above; all else is in the index.",
            file=sys.stderr,
        )


def diff(
    folder: Folders = None,
    last: Annotated[
        bool, typer.Option("--last", help="What the last build changed, instead.")
    ] = False,
    answers: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="An answer saved by careerbot ask --json, or a plan's .ics: which of its "
            "sentences or events are touched; may be given several times.",
        ),
    ] = None,
) -> None:
    """Say what a build would change, passage by passage.

    Compares the index with the files, or with the one before the last build. Nothing is embedded or
    written.
    """
    from bot.project import guides_of
    from bot.saved.touched import touched
    from index import last_changes, pending_changes

    settings = Settings.from_environment()
    changes = (
        last_changes(settings.index)
        if last
        else pending_changes(folder or guides_of(settings), settings.index)
    )
    for change in changes:
        where = " > ".join(part for part in (change.source, change.section) if part)
        print(printable(f"{change.how} {where}"))
        for sign, text in (("-", change.before), ("+", change.after)):
            print(printable("".join(f"  {sign} {line}\n" for line in text.splitlines())), end="")
    for line in touched(answers or (), changes):
        print(printable(line))
    counts = Counter(change.how for change in changes)
    summary = ", ".join(f"{counts[how]} {how}" for how in ("added", "changed", "removed"))
    print(f"Passages: {summary}.", file=sys.stderr)


def status() -> None:
    """Say what is indexed, with what, and since when."""
    from index import Index

    settings = Settings.from_environment()
    with Index(settings.index) as opened:
        manifest = opened.manifest
        calibration = opened.calibration
        lines = {
            "index": settings.index.folder,
            "built": manifest.built,
            "documents": len(manifest.files),
            "passages": len(manifest.chunk_ids),
            "sentences": manifest.sentences,
            "embedder": manifest.embedder,
            "chunking": manifest.chunking,
            "refused below": f"{calibration['refuse_below']:.2f}",
            "answered from": f"{calibration['answer_from']:.2f}",
            "calibrated on": f"{calibration['questions']}, 100 foreign",
            "model": settings.model,
            "guides": _freshness(settings),
        }
        if manifest.unread:
            lines["not read"] = ", ".join(file.source for file in manifest.unread)
        if opened.notice:
            lines["damage"] = opened.notice
    for name, value in lines.items():
        print(f"{name:14} {value}")


def _freshness(settings: Settings) -> str:
    from bot.project import guides_of
    from index import is_current

    guides = guides_of(settings)
    try:
        if is_current(guides, settings.index):
            return f"up to date with {', '.join(guides)}"
    except IndexingError as error:
        return str(error)
    return f"{', '.join(guides)} changed since; bring the index up to date: careerbot index"


def rollback() -> None:
    """Go back to the index before the last build.

    Makes the generation before the live one live. It stays so until careerbot index is run.
    """
    from index import roll_back

    manifest = roll_back(Settings.from_environment().index)
    print(
        f"The index built {manifest.built} is live: {len(manifest.files)} documents. It stays so "
        "until you run: careerbot index"
    )


def doctor() -> None:
    """Say what is wrong, and the one command that fixes it.

    Looks at guides, index, embedding model, lock, language model and disk.
    """
    from bot.cli.doctor import examine

    findings = list(examine(Settings.from_environment()))
    for finding in findings:
        print(printable(str(finding)))
    if any(finding.fix for finding in findings):
        raise typer.Exit(1)
