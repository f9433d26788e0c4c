"""The pages in Traditional Chinese and English: what is said, found and looked up.

Templates are translated while they are loaded (`templates`), sentences of the rules when a page
shows them (`messages`). What `extraction` finds is exactly what those two look up, because it is
the same code: `scripts/languages` writes it into `languages/*/LC_MESSAGES/*.po`.
"""
