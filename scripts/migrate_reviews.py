"""Give the `reviewed` of each clause the digest of the words that were there when its date was set.

    python scripts/migrate_reviews.py [--day] [PROJECT]

For each clause whose `reviewed` has no digest, the git history is searched for the first commit in which the clause has
this date and name, and the digest is that of the words there. If they are no longer the clause's words, `policygen
check` says that it has to be reviewed. A clause whose date is in no commit keeps no digest, and is unreviewed too.

A date names a day, and several commits of one day can change the same clause. With --day a clause also keeps its review
if a commit of the day that `reviewed` names has its present words: whoever changed them would have set the same date.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from policygen.check.shape import decode_node
from policygen.diagnostics.model import Diagnostics
from policygen.model.checked import review_digest
from policygen.model.library import ClauseEntry
from policygen.review.editing import entries_of, set_keys
from policygen.review.past import clauses_in
from policygen.source.editing import with_replacements
from policygen.source.nodes import Mapping
from policygen.source.reading import read_source
from policygen.source.writing import encoded
from policygen.world.git import contents, history
from policygen.world.writing import write_whole

# Library, clause, date and reviewer: what a digest is wanted for.
Key = tuple[str, str, str, str]


def key_of(library: str, entry: ClauseEntry) -> Key | None:
    reviewed = entry.reviewed
    return (library, entry.id.text, str(reviewed.on), reviewed.by.text) if reviewed is not None else None


def digests_of(root: Path) -> dict[Key, dict[str, date]]:
    """Return the digests that each clause has had with this date and name, in order, with the day of the commit."""
    versions = [one for one in history(root, "clauses") if one.name.count("/") > 1 and one.name.endswith(".yaml")]
    found: dict[Key, dict[str, date]] = {}
    for version, data in zip(versions, contents(root, versions), strict=True):
        library = version.name.split("/")[1]
        for entry in clauses_in(version.name, data):
            key = key_of(library, entry)
            if key is not None:
                found.setdefault(key, {}).setdefault(review_digest(entry), version.day)
    return found


def digest_for(had: dict[str, date], entry: ClauseEntry, whole_day: bool) -> str:
    """Return the digest of what was reviewed, of those that a clause has had; empty if it has had none."""
    now = review_digest(entry)
    if whole_day and entry.reviewed is not None and had.get(now) == entry.reviewed.on:
        return now
    return next(iter(had), "")


def main(root: Path, whole_day: bool) -> int:
    digests = digests_of(root)
    counts = dict.fromkeys(("reviewed as they are", "changed since", "in no commit"), 0)
    for path in sorted((root / "clauses").glob("*/*.yaml")):
        data = path.read_bytes()
        found = read_source(path.relative_to(root).as_posix(), data, Diagnostics())
        edits = []
        for item in entries_of(found[1], "clauses") if found is not None else ():
            entry = decode_node(item, ClauseEntry, Diagnostics(), "entry")
            reviewed = item.get("reviewed")
            if entry is None or entry.reviewed is None or not isinstance(reviewed, Mapping):
                continue
            if entry.reviewed.digest is not None:
                continue
            had = digests.get(key_of(path.parent.name, entry) or ("", "", "", ""), {})
            digest = digest_for(had, entry, whole_day)
            how = "in no commit" if not digest else "changed since"
            counts["reviewed as they are" if digest == review_digest(entry) else how] += 1
            if digest and found is not None:
                edits += set_keys(found[0], reviewed, (("digest", digest),))
            if digest != review_digest(entry):
                print(f"{path.parent.name}:{entry.id.text}: {how}")
        if edits and found is not None:
            write_whole(path, encoded(with_replacements(found[0], edits), data))
    print(", ".join(f"{count} {how}" for how, count in counts.items()))
    return 0


if __name__ == "__main__":
    given = [each for each in sys.argv[1:] if each != "--day"]
    sys.exit(main(Path(given[0] if given else ".").resolve(), "--day" in sys.argv[1:]))
