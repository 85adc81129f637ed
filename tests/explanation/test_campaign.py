"""Pacing decisions in words."""

from acd.dialer.abandonment import Answer
from acd.dialer.pacing import Limit
from acd.explanation.campaign import tell

PREDICTIVE = {
    "idle": 2, "waiting": 1, "flights": 5, "busy": 7, "room": 40, "risk": 0.0123, "risk limit": 0.04,
    "expected lost": 0.051, "answered by persons": 0.271, "its deviation": 0.03, "headroom": 4.1,
}  # fmt: skip


def test_a_predictive_decision() -> None:
    answers = [Answer(at_ms, at_ms == 0) for at_ms in range(200)]
    told = tell(3, "risk", PREDICTIVE, answers, (Limit("24 hours", 0.03, 86_400_000, 100),), 1_000)
    assert told.text == "dialled 3, and not more because one more would too probably have found no agent"
    assert told.lines == (
        "agents: 2 ready, 7 talking or wrapping up who will be back; 5 dialled or ringing, 1 persons waiting; room for "
        "40 more",
        "learnt from this campaign: a person answers 27.1% of its dials, give or take 3.0%",
        "predicted: should a person answer the last one, no agent is there with 1.23%; 4.00% was allowed; 0.05 persons "
        "will be abandoned of all in flight",
        "limit 24 hours: 1 of 200 abandoned, 5.0 more allowed (3.00% of 200)",
    )


def test_a_decision_without_prediction() -> None:
    told = tell(1, "enough", {"idle": 1, "flights": 0}, [], (), 0)
    assert told.text.endswith("that is the mode's number for the agents who are ready")
    assert len(told.lines) == 1


def test_a_reason_of_another_version_is_told_as_it_is() -> None:
    assert tell(1, "moon", {"idle": "?"}, [], (), 0).text == "dialled 1, and not more because moon"
