"""What the office has done, for everybody: numbers, answers, topics, open data. Its own kind of care: nobody is named."""
