"""The questionnaire handed out: a page layout, and one renderer a format: Word, Wenjuanxing, Markdown, codebook."""
