"""The pages of projects, milestones and quarterly reviews."""
