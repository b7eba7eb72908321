"""What a finished file is, and whether it holds what it claims: PDF and DOCX, made by bluf or not."""
