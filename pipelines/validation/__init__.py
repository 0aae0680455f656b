"""The rules against human coders: samples, sheets, agreement, precision and recall, corrected shares.

Pure functions: what is kept of it stands in `store.validation`, what people type in `commands.human_coding`.
"""
