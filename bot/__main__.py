"""The command line: careerbot ask, index, diff, status, rollback, doctor, corpus, ...

Exit codes: 0 all went well; 1 it could not be done, or not with every file, and why is on standard
error; 2 the command was wrong, or there is no index yet; 130 stopped with Ctrl-C.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.cli.account import add_account_parser
from bot.cli.ask import add_ask_parser
from bot.cli.mcp_server import add_mcp_parser
from bot.cli.terminal import printable
from bot.cli.verify import add_verify_parser
from bot.settings import Settings
from index import (
    BuildReport,
    CareerBotError,
    IndexingError,
    IndexMissingError,
    NothingToIndexError,
    SettingError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Settings], int] = given.command
    try:
        return command(given, Settings.from_environment(os.environ))
    except (IndexMissingError, SettingError) as error:
        return _fail(error, 2)
    except CareerBotError as error:
        return _fail(error, 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has enough
        sys.stderr.close()
        return 0
    except OSError as error:
        return _fail(error, 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="careerbot",
        description="Career advice that shows, for every sentence, the passage it comes from.",
        epilog="Settings are environment variables such as CAREERBOT_MODEL; the README lists them.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    add_ask_parser(commands)

    index = commands.add_parser(
        "index",
        help="build the index, or bring it up to date",
        description="Make the index hold exactly the guides in the folders named. Only what "
        "changed is embedded; the old index answers until the new one is checked.",
    )
    index.add_argument(
        "folder",
        nargs="*",
        help="folders or files; without any, those indexed before, or the project's corpus",
    )
    index.add_argument(
        "--watch", action="store_true", help="go on, and build again whenever a file changes"
    )
    index.set_defaults(command=_index)

    diff = commands.add_parser(
        "diff",
        help="say what a build would change, passage by passage",
        description="Compare the index with the files, or with the one before the last build. "
        "Nothing is embedded or written.",
    )
    diff.add_argument("folder", nargs="*", help="folders or files, as of careerbot index")
    diff.add_argument("--last", action="store_true", help="what the last build changed, instead")
    diff.add_argument(
        "--answers",
        nargs="+",
        default=[],
        metavar="FILE",
        type=Path,
        help="answers saved by careerbot ask --json: which of their sentences are touched",
    )
    diff.set_defaults(command=_diff)

    status = commands.add_parser(
        "status",
        help="say what is indexed, with what, and since when",
        description="Show the index.",
    )
    status.set_defaults(command=_status)

    rollback = commands.add_parser(
        "rollback",
        help="go back to the index before the last build",
        description="Make the generation before the live one live. It stays so until careerbot "
        "index is run.",
    )
    rollback.set_defaults(command=_rollback)

    doctor = commands.add_parser(
        "doctor",
        help="say what is wrong, and the one command that mends it",
        description="Look at guides, index, embedding model, lock, language model and disk.",
    )
    doctor.set_defaults(command=_doctor)

    feedback = commands.add_parser(
        "feedback",
        help="what people thought of answers, as evaluation questions",
        description="Print what was said with the thumbs on the page, as lines of a question set.",
    )
    feedback.add_argument("export", choices=["export"])
    feedback.add_argument(
        "--disliked", action="store_true", help="those that need an answer, instead of the liked"
    )
    feedback.set_defaults(command=_feedback)

    corpus = commands.add_parser(
        "corpus",
        help="check the guides, or draw how they lead to one another",
        description="Look at the guides themselves; the index is neither needed nor changed.",
    )
    looks = corpus.add_subparsers(required=True, metavar="look")
    check = looks.add_parser(
        "check",
        help="say what must be mended, by file and line",
        description="Check schema, links, dates, figures, typed facts, reading level, repetitions, "
        "and sentences that are not true on the day; then name the facts to look up again.",
    )
    check.add_argument(
        "--on",
        metavar="DATE",
        type=date.fromisoformat,
        help="as if today were that day, such as 2027-06-01",
    )
    check.set_defaults(command=_check)
    graph = looks.add_parser(
        "graph",
        help="print how roles, certifications and paths lead to one another",
        description="Print the relations between the guides as text, or draw them.",
    )
    graph.add_argument("--svg", metavar="FILE", help="write a picture instead of the text")
    graph.set_defaults(command=_graph)
    for look in (check, graph):
        look.add_argument("folder", nargs="?", help="folder of guides; else the project's corpus")

    add_account_parser(commands)
    add_mcp_parser(commands)
    add_verify_parser(commands)

    serve = commands.add_parser(
        "serve",
        help="start the chat page",
        description="Bring the index up to date and start the chat page.",
    )
    serve.set_defaults(command=_serve)
    return parser


def _index(given: argparse.Namespace, settings: Settings) -> int:
    from bot.project import build_with_progress, guides_of, when_changed

    folders = given.folder or guides_of(settings)
    code = _say_built(build_with_progress(folders, settings))
    if given.watch:
        print(f"Watching {', '.join(folders)} (Ctrl-C stops it).", flush=True)
        for _ in when_changed(folders):
            try:
                report = build_with_progress(folders, settings)
                code = _say_built(report) if report.changed else code
            except CareerBotError as error:  # the files may be put right next
                code = _fail(error, 1)
    return code


def _say_built(report: BuildReport) -> int:
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
            f"{len(report.failed)} could not be read, as said above; all else is in the index.",
            file=sys.stderr,
        )
    return 1 if report.failed else 0


def _diff(given: argparse.Namespace, settings: Settings) -> int:
    from bot.project import guides_of
    from bot.saved.touched import touched
    from index import last_changes, pending_changes

    changes = (
        last_changes(settings.index)
        if given.last
        else pending_changes(given.folder or guides_of(settings), settings.index)
    )
    for change in changes:
        where = " > ".join(part for part in (change.source, change.section) if part)
        print(printable(f"{change.how} {where}"))
        for sign, text in (("-", change.before), ("+", change.after)):
            print(printable("".join(f"  {sign} {line}\n" for line in text.splitlines())), end="")
    for line in touched(given.answers, changes):
        print(printable(line))
    counts = Counter(change.how for change in changes)
    said = ", ".join(f"{counts[how]} {how}" for how in ("added", "changed", "removed"))
    print(f"Passages: {said}.", file=sys.stderr)
    return 0


def _status(_: argparse.Namespace, settings: Settings) -> int:
    from index import Index

    with Index(settings.index) as index:
        manifest = index.manifest
        calibration = index.calibration
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
        if index.notice:
            lines["damage"] = index.notice
    for name, value in lines.items():
        print(f"{name:14} {value}")
    return 0


def _rollback(_: argparse.Namespace, settings: Settings) -> int:
    from index import roll_back

    manifest = roll_back(settings.index)
    print(
        f"The index built {manifest.built} is live: {len(manifest.files)} documents. It stays so "
        "until you run: careerbot index"
    )
    return 0


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.doctor import examine

    findings = list(examine(settings))
    for finding in findings:
        print(printable(str(finding)))
    return 1 if any(finding.mend for finding in findings) else 0


def _feedback(given: argparse.Namespace, settings: Settings) -> int:
    from bot.saved.feedback import evaluation_questions

    for question in evaluation_questions(Path(settings.home), liked=not given.disliked):
        print(json.dumps(question, ensure_ascii=False))
    return 0


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


def _check(given: argparse.Namespace, settings: Settings) -> int:
    from bot.guides import GuideGraph, check_guides, read_guides, to_recheck, to_review

    folder = _folder(given, settings)
    day = given.on or date.today()
    guides, _ = read_guides(folder)
    problems = sorted(check_guides(folder, day) + GuideGraph(guides).problems())
    for problem in problems:
        print(problem)
    for title, work in (
        ("Facts to look up again, by source:", to_recheck(guides, day)),
        ("Guides to review:", to_review(guides, day)),
    ):
        if work:
            print(f"\n{title}", *work, sep="\n- ")
    count = len(list(folder.glob("*.md")))
    print(f"{count} guides, {len(problems)} problems.", file=sys.stderr)
    return 1 if problems else 0


def _graph(given: argparse.Namespace, settings: Settings) -> int:
    from bot.guides import GuideGraph

    graph = GuideGraph.of_folder(_folder(given, settings))
    if given.svg:
        Path(given.svg).write_text(graph.as_svg(), encoding="utf-8")
        print(given.svg)
    else:
        print(graph.as_text())
    return 0


def _folder(given: argparse.Namespace, settings: Settings) -> Path:
    folder = Path(given.folder or settings.corpus)
    if not folder.is_dir():
        raise NothingToIndexError(f"{folder} is no folder; name one that holds guides.")
    return folder


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    from bot.page import serve

    serve(settings)
    return 0


def _fail(error: Exception, code: int) -> int:
    print(printable(f"careerbot: {error}"), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
