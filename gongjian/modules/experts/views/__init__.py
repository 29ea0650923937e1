"""The pages of the think tank."""
