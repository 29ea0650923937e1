"""The error this library raises on bad input: a sentence for people, a code and values for translators."""


class Problem(ValueError):
    """Input that cannot be used. `str()` is an English sentence saying what is wrong and what to do.

    `code` is stable and `values` fill the sentence, so that a caller may say the same in another language.
    """

    def __init__(self, code: str, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.code = code
        self.sentence = sentence
        self.values = values
