"""`python -m tests.fuzz.one TARGET FOLDER [options of libFuzzer]`: one process, one target, guided by coverage."""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["connectors", "fitdecode", "gpxpy", "defusedxml"]):
    from tests.fuzz.seeds import seeds_of
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz until libFuzzer's own options say stop; what goes wrong is left in FOLDER."""
    target, folder, *options = sys.argv[1:]
    corpus = Path(folder) / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds_of(target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={folder}/", *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
