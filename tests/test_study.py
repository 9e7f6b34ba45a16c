"""Several seeds, each a process of its own: what each came to is kept, and none is done twice."""

import json
import statistics

import pytest

from inkdigits.errors import TrainingError, UsageError
from inkdigits.study import FILE, study, summarize

pytest.importorskip("torch")
QUICK = ["--epochs", "1", "--threads", "1"]


@pytest.fixture(scope="module")
def folder(bars_folder, tmp_path_factory):
    """A study of two seeds."""
    out = tmp_path_factory.mktemp("study") / "fast"
    study("fast", QUICK, data=str(bars_folder), seeds=[0, 1], out=out)
    return out


def test_each_seed_has_a_model_and_each_run_its_card_time_memory_and_evaluation(folder):
    assert sorted(path.name for path in folder.iterdir()) == ["seed-0", "seed-1", FILE]
    runs = json.loads((folder / FILE).read_text())["runs"]
    for seed, run in enumerate(runs):
        assert run["seed"] == run["card"]["seed"] == seed
        assert run["command"].endswith(f"--seed {seed}")
        assert run["cold_seconds"] > run["card"]["measured"]["train_seconds"] > 0
        assert run["peak_megabytes"] > 50
        assert run["evaluation"]["right"] == run["card"]["measured"]["test_right"]
        assert run["evaluation"]["data"] == run["card"]["data"]["name"]


def test_a_summary_is_the_mean_and_spread_of_the_test_accuracies(folder):
    runs = json.loads((folder / FILE).read_text())["runs"]
    shares = [run["evaluation"]["accuracy"] for run in runs]
    found = summarize(runs)
    assert found["runs"] == 2
    assert found["accuracy_mean"] == pytest.approx(statistics.mean(shares))
    assert found["accuracy_spread"] == pytest.approx(statistics.stdev(shares))
    assert found["accuracy_least"] == min(shares)
    assert summarize(runs[:1])["accuracy_spread"] is None


def test_a_study_is_not_begun_twice_but_goes_on(folder, bars_folder):
    before = (folder / "seed-0" / "model.json").read_bytes()
    data = str(bars_folder)
    with pytest.raises(UsageError, match="--resume"):
        study("fast", QUICK, data=data, seeds=[0, 1], out=folder)
    with pytest.raises(UsageError, match="is a study of fast"):
        study("fast", data=data, seeds=[0, 1], out=folder, resume=True)
    told = []
    content = study(
        "fast", QUICK, data=data, seeds=[0, 1], out=folder, resume=True, notice=told.append
    )
    assert len(content["runs"]) == 2
    assert [line.split(" is done")[0] for line in told] == ["Seed 0", "Seed 1"]
    assert (folder / "seed-0" / "model.json").read_bytes() == before


def test_a_run_that_fails_ends_the_study_and_says_so(tmp_path):
    with pytest.raises(TrainingError, match="failed"):
        study("fast", QUICK, data=str(tmp_path / "nowhere"), seeds=[0], out=tmp_path / "out")
    assert not (tmp_path / "out" / FILE).exists()


def test_what_is_no_study_is_refused(tmp_path):
    (tmp_path / FILE).write_text("{}")
    with pytest.raises(UsageError, match="not a study's"):
        study("fast", seeds=[0], out=tmp_path, resume=True)
