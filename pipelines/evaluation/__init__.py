"""How well the program reads: its documents against labels made by hand (`reformwatch evaluate`).

`labels` reads gold files, `reading` the documents behind them, `fields` compares the two, `scoring` counts,
`intervals` says how sure the counts are, `sentences` and `page` show each error in its sentence, `floors`
holds a build to what was reached. docs/evaluation.md says it for users.
"""
