"""The commands of `reformwatch`, one module each; `cli` puts them together."""
