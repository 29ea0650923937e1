"""Questionnaires and checklists, call-backs by a committed random sample, reviews on site."""

from gongjian.core.asking.models.questionnaire import Question, QuestionKind, Questionnaire
from gongjian.core.asking.models.review import ReviewMark, ReviewRound, ReviewSeat, ReviewSheet
from gongjian.core.asking.models.sample import Call, Outcome, Reply, Respondent, Sample

__all__ = [
    "Call",
    "Outcome",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "Reply",
    "Respondent",
    "ReviewMark",
    "ReviewRound",
    "ReviewSeat",
    "ReviewSheet",
    "Sample",
]
